/**
 * The story: one event of a recording in words, with what it means for the run queue and where its cause lies.
 */
import { wakingOf } from './causes.ts';
import { TIME_LIMIT, type TraceEvent } from './recording.ts';
import type { Replay } from './replay.ts';
import type { GreenletState, ReplayState } from './replay-state.ts';
import { formatDuration, ordinal, Wording } from './wording.ts';

/** How what another greenlet has put into the queue brings one to run; all else wakes it. */
const CAUSES: Readonly<Record<string, string>> = { 'first run': 'spawned', kill: 'killed' };

/** Tells the events of one recording. */
export class Story {
  private readonly replay: Replay;
  /** What everything is called in it. */
  readonly words: Wording;

  /** @param replay of the recording; telling moves its cursor and nothing else */
  constructor(replay: Replay) {
    this.replay = replay;
    this.words = new Wording(replay.recording);
  }

  /** Who does it: the name of a greenlet, "the hub", or "the program" for code outside greenlets. */
  actor(index: number): string {
    const { by } = this.replay.eventAt(index);
    if (by !== null) return this.words.greenlet(by);
    return this.replay.stateAt(index).turn ? 'the hub' : 'the program';
  }

  /**
   * One event as a sentence: "timer fired: worker-2 goes on; set at line 12".
   *
   * @param index its position in the recording
   * @throws RangeError if there is none
   */
  tell(index: number): string {
    const { words } = this;
    const event = this.replay.eventAt(index);
    const { kind, greenlet, place } = event;
    // The message of a deadlock has many lines, of which the others tell what one sees elsewhere.
    const text = event.text.replace(/\n[^]*/, ' …');
    const name = words.greenlet(greenlet);
    switch (kind) {
      case 'turn-begin':
        return 'the hub gets its turn';
      case 'turn-end':
        return 'the hub gives the turn back to the host';
      case 'spawn':
        return `${this.actor(index)} spawns ${name}${words.at(place)}`;
      case 'ready':
        return this.tellReady(event, index);
      case 'begin':
        return this.tellBegin(event);
      case 'switch-in':
        return this.tellSwitchIn(event);
      case 'switch-out':
        return `${name} waits in ${text}${this.onObject(event)}${words.at(place)}`;
      case 'timer-set':
        return `${this.actor(index)} sets a timer${words.at(place)}, ${this.purpose(event)}${this.due(event)}`;
      case 'timer-fire':
        return `timer fired: ${this.fired(event)}${this.setAt(event)}`;
      case 'timer-cancel':
        return `${this.actor(index)} stops the timer ${this.purpose(event)}${this.left(event)}${this.setAt(event)}`;
      case 'throw':
        return `${text} is thrown into ${name}${this.wherever(index, greenlet)}`;
      case 'end':
        if (text.startsWith('GreenletExit')) return `${name} has been killed`;
        return text === 'undefined' ? `${name} ends` : `${name} ends with ${text}`;
      case 'error':
        return `${name} fails: ${text}`;
      default:
        return `${this.actor(index)} prints: ${text}`;
    }
  }

  private tellReady(event: TraceEvent, index: number): string {
    const { greenlet, place, text } = event;
    const { words } = this;
    const where = `${ordinal(this.replay.stateAt(index).queue.length)} in the queue`;
    const actor = this.actor(index);
    const at = words.at(place);
    const name = words.greenlet(greenlet);
    switch (text) {
      case 'first run':
        return `${name} is ready, ${where}`;
      case 'next step':
        return `${name} gives way: it goes behind all that are ready, ${where}`;
      case 'wake-up':
        return `what ${name} waits for has come: its wake-up is ${where}`;
      case 'links':
        return `the hub is to tell those who wait for the end of ${name}, ${where}`;
      case 'notification':
        return `${actor} asks the hub${at} to tell those who wait for ${words.object(event.object!)}, ${where}`;
      case 'kill':
        return `${actor} kills ${greenlet === null ? 'several greenlets' : name}${at}: the kill is ${where}`;
      default:
        return `${actor} asks the hub${at} to call a function, ${where}`;
    }
  }

  private tellBegin(event: TraceEvent): string {
    const name = this.words.greenlet(event.greenlet);
    switch (event.text) {
      case 'first run':
        return `the hub takes ${name} from the queue, for its first run`;
      case 'next step':
      case 'wake-up':
        return `the hub takes ${name} from the queue`;
      case 'links':
        return `the hub tells those who wait for the end of ${name}`;
      case 'notification':
        return `the hub tells those who wait for ${this.words.object(event.object!)}`;
      case 'kill':
        return `the hub delivers the kill of ${event.greenlet === null ? 'several greenlets' : name}`;
      default:
        return 'the hub calls a function';
    }
  }

  /** Who runs, and thanks to whom. */
  private tellSwitchIn(event: TraceEvent): string {
    const name = this.words.greenlet(event.greenlet);
    const waking = wakingOf(event, (seq) => this.replay.bySeq(seq));
    if (waking === null) return `${name} runs`;
    const { origin, source } = waking;
    return `${name} runs, ${CAUSES[origin.text] ?? 'woken'} by ${this.words.greenlet(source.by)}${this.words.at(source.place)}`;
  }

  private onObject({ object, text }: TraceEvent): string {
    if (object === null) return '';
    const name = this.words.object(object);
    return text.includes(name) ? '' : ` (${name})`;
  }

  /** Whose timer it is, and what for. */
  private purpose({ greenlet, by, text }: Pick<TraceEvent, 'greenlet' | 'by' | 'text'>): string {
    return greenlet === null || greenlet === by ? text : `${text} of ${this.words.greenlet(greenlet)}`;
  }

  private fired({ greenlet, text }: TraceEvent): string {
    if (text.startsWith(TIME_LIMIT)) return `the ${this.purpose({ greenlet, by: null, text })} is over`;
    return greenlet === null ? text : `${this.words.greenlet(greenlet)} goes on after ${text}`;
  }

  private due({ deadline, time }: TraceEvent): string {
    return deadline === null ? '' : `: due in ${formatDuration(deadline - time)}, at ${this.words.time(deadline)}`;
  }

  private left(event: TraceEvent): string {
    const deadline = this.replay.bySeq(event.origin)?.deadline ?? null;
    return deadline === null ? '' : `, ${formatDuration(Math.max(0, deadline - event.time))} before it was due`;
  }

  private setAt({ origin }: TraceEvent): string {
    const place = this.replay.bySeq(origin)?.place ?? null;
    return place === null ? '' : `; set at ${this.words.place(place)}`;
  }

  /** What the victim was doing. */
  private wherever(index: number, id: number | null): string {
    const state: ReplayState = this.replay.stateAt(index);
    const greenlet: GreenletState | undefined = state.greenlets.find((one) => one.id === id);
    if (greenlet === undefined || greenlet.waitsFor === '') return '';
    return `, which waits in ${greenlet.waitsFor}${this.words.at(greenlet.place)}`;
  }
}
