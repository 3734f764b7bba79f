/**
 * The recorder: a tracer that writes down every event with its cause.
 *
 * What a greenlet does is caused by the switch that gave it the processor; what the hub does, by the entry it executes
 * or the timer it fires; and that by the event that appended the entry or set the timer. So the chain of causes behind
 * a switch tells who woke the greenlet.
 */
import * as State from '../hub/state.ts';
import { type Runnable, running } from '../hub/runnable.ts';
import type { HubTraceKind, Traced, TraceKind, Tracer } from '../hub/tracer.ts';
import { checkCount, show } from '../hub/validate.ts';
import { isProgram, type PlaceFilter, Site } from './places.ts';
import type { EventKind, Recording } from './recording.ts';
import { type Row, Rows } from './rows.ts';
import { describe, entryKindOf, errorText, greenletOf, timerText, valueText } from './subjects.ts';
import { type KnownGreenlet, Things } from './things.ts';

/** How a recorder works. */
export interface RecorderOptions {
  /** How many events are kept; 100,000 by default. */
  limit?: number;
  /** Which: the latest, as by default, or the first. */
  keep?: 'latest' | 'first';
  /**
   * Whether events know where in the program they happened; true by default. A function says which files are the
   * program's: all but those of this package, unless a bundler has put both into one.
   */
  places?: boolean | PlaceFilter;
}

/** What of a row is not plain; the rest follows from who is running. */
type Particulars = Partial<Pick<Row, 'greenlet' | 'cause' | 'site' | 'object' | 'origin' | 'text' | 'deadline'>>;

/**
 * Records one hub: `new Hub({ tracer: recorder })`, or `addTracer(hub, recorder)` while it is at work.
 *
 * gevent has no counterpart: `gevent.events` and `settrace` tell of switches without their causes.
 */
export class Recorder implements Tracer {
  private readonly isWanted: PlaceFilter | null;
  private readonly things: Things;
  private readonly rows: Rows;
  /** What appended each entry that is in the run queue, and what set each timer that is pending. */
  private readonly entries: Map<object, Row>;
  private readonly timers: Map<object, Row>;
  /** The number of the entry that the hub executes or of the timer that it fires; null outside. */
  private doing: number | null;
  private lastTime: number;
  /** Those who have the processor, each begun by the one before: a `select` begins its cases so. */
  private readonly stack: KnownGreenlet[];
  /** Where the running greenlet has begun to wait. */
  private parking: Site | null;
  private parked: object | null;

  /**
   * @param options see `RecorderOptions`
   * @throws RangeError if `limit` is not a whole number, 1 or more; TypeError if `keep` is neither of its values
   */
  constructor(options: RecorderOptions = {}) {
    const { limit = 100_000, keep = 'latest', places = true } = options;
    checkCount(limit, 'limit', 1);
    if (keep !== 'latest' && keep !== 'first') {
      throw new TypeError(`keep must be 'latest' or 'first': received ${show(keep)}`);
    }
    this.isWanted = typeof places === 'function' ? places : places ? isProgram : null;
    this.things = new Things();
    this.rows = new Rows(limit, keep === 'first');
    this.entries = new Map();
    this.timers = new Map();
    this.doing = null;
    this.lastTime = 0;
    this.stack = [];
    this.parking = null;
    this.parked = null;
  }

  /** What has been recorded so far, as plain data. */
  recording(): Recording {
    return this.rows.recording(this.isWanted);
  }

  /** Add a line that the program has printed, as done by whoever is running. */
  print(text: string): void {
    const greenlet = running === null ? null : this.things.greenlet(running);
    this.add('print', running?.loop.now() ?? this.lastTime, { greenlet, text, site: this.site() });
  }

  /** @internal Called by the hub. */
  event(kind: TraceKind, traced: Traced, time: number, detail: unknown): void {
    const greenlet = this.things.greenlet(traced);
    switch (kind) {
      case 'park':
        this.parked = traced;
        this.parking = this.isWanted === null ? null : new Site();
        break;
      case 'spawn':
        greenlet.parent ??= this.runner(running);
        this.add(kind, time, { greenlet, site: this.site() });
        break;
      case 'switch-in': {
        // Not what it does itself, although it counts as running already.
        const by = this.stack.at(-1) ?? null;
        const cause = by === null ? this.doing : by.switchIn;
        greenlet.switchIn = this.rows.next;
        this.stack.push(greenlet);
        this.append(kind, time, by, { greenlet, cause });
        break;
      }
      case 'switch-out': {
        const object = this.things.object(
          typeof detail === 'object' && detail !== null && 'subject' in detail ? detail.subject : null,
        );
        this.add(kind, time, { greenlet, object, text: describe(detail) ?? 'something', site: this.site() });
        this.leave(greenlet);
        break;
      }
      case 'throw':
        this.append(kind, time, null, { greenlet, cause: this.doing, text: errorText(detail) });
        break;
      case 'end':
      case 'error':
        this.add(kind, time, { greenlet, text: kind === 'end' ? valueText(detail) : errorText(detail) });
        this.leave(greenlet);
        greenlet.end();
        break;
    }
  }

  /** It gives the processor back, if it has it: a greenlet can end without ever having run. */
  private leave(greenlet: KnownGreenlet): void {
    if (this.stack.at(-1) === greenlet) this.stack.pop();
  }

  /** @internal Called by the hub. */
  hubEvent(kind: HubTraceKind, subject: object, time: number): void {
    switch (kind) {
      case 'turn-begin':
      case 'turn-end':
        this.doing = null;
        this.add(kind, time, {});
        break;
      case 'ready':
        this.ready(subject, time);
        break;
      case 'begin':
        this.doing = this.rows.next;
        this.begin(subject, time);
        break;
      case 'timer-set':
        this.timers.set(subject, this.setTimer(subject, time));
        break;
      case 'timer-fire':
        this.doing = this.rows.next;
        this.endTimer(kind, subject, time);
        break;
      case 'timer-cancel':
        this.endTimer(kind, subject, time);
        break;
    }
  }

  private ready(entry: object, time: number): void {
    const about = this.aboutEntry(entry);
    const before = this.rows.last;
    // A spawn is followed by this: one stack will do.
    const isSpawned = before?.kind === 'spawn' && before.greenlet === about.greenlet;
    const row = this.add('ready', time, { ...about, site: isSpawned ? before.site : this.site() });
    let same = this.entries.get(entry);
    if (same === undefined) {
      this.entries.set(entry, row);
      return;
    }
    while (same.again !== null) same = same.again;
    same.again = row;
  }

  private begin(entry: object, time: number): void {
    const origin = this.entries.get(entry);
    if (origin === undefined) {
      this.append('begin', time, null, { ...this.aboutEntry(entry), cause: null });
      return;
    }
    if (origin.again === null) this.entries.delete(entry);
    else this.entries.set(entry, origin.again);
    const { seq, greenlet, object, text } = origin;
    this.append('begin', time, null, { greenlet, object, text, origin: seq, cause: seq });
  }

  private aboutEntry(entry: object): Particulars {
    const text = entryKindOf(entry);
    if (text === 'notification') return { text, object: this.things.object(entry) };
    const target = greenletOf(entry);
    return { text, greenlet: target === null ? null : this.things.greenlet(target) };
  }

  private setTimer(timer: object, time: number): Row {
    const target = greenletOf(timer) ?? running;
    const deadline = 'deadline' in timer && typeof timer.deadline === 'number' ? timer.deadline : null;
    const greenlet = target === null ? null : this.things.greenlet(target);
    return this.add('timer-set', time, { greenlet, deadline, text: timerText(timer), site: this.site() });
  }

  private endTimer(kind: 'timer-fire' | 'timer-cancel', timer: object, time: number): void {
    const origin = this.timers.get(timer);
    this.timers.delete(timer);
    const greenlet = origin?.greenlet ?? null;
    const about = { greenlet, origin: origin?.seq ?? null, text: origin?.text ?? timerText(timer) };
    if (kind === 'timer-fire') this.append(kind, time, null, { ...about, cause: about.origin });
    else this.add(kind, time, about);
  }

  /** Where the program stands; null if it is the hub that acts. */
  private site(): Site | null {
    if (this.isWanted === null || (running === null && this.doing !== null)) return null;
    // All that a greenlet does between the beginning of a wait and its switch is that wait.
    if (running !== null && running === this.parked && running.state === State.Parked) return this.parking;
    return new Site();
  }

  /** Add what whoever is running does. */
  private add(kind: EventKind, time: number, particulars: Particulars): Row {
    const by = this.runner(running);
    return this.append(kind, time, by, { cause: by === null ? this.doing : by.switchIn, ...particulars });
  }

  private runner(greenlet: Runnable | null): KnownGreenlet | null {
    return greenlet === null ? null : this.things.greenlet(greenlet);
  }

  private append(kind: EventKind, time: number, by: KnownGreenlet | null, particulars: Particulars): Row {
    const { greenlet = null, cause = null, site = null, object = null, origin = null } = particulars;
    const { text = '', deadline = null } = particulars;
    const seq = this.rows.next;
    const row: Row = { seq, time, kind, greenlet, by, cause, site, object, origin, text, deadline, again: null };
    this.rows.add(row);
    this.lastTime = time;
    return row;
  }
}
