/**
 * The step from one state to the next.
 *
 * Records are replaced when they change, never altered, so that a copy of the whole state is a copy of a few arrays.
 */
import type { Directory } from './directory.ts';
import type { EntryKind, TraceEvent } from './recording.ts';
import type { GreenletState, ObjectState, Phase, QueueEntry, ReplayState, TimerState } from './replay-state.ts';

/** A state that can be stepped forward. */
export class Stepper {
  private readonly directory: Directory;
  index: number;
  private time: number;
  private turn: boolean;
  private readonly stack: number[];
  private readonly queue: QueueEntry[];
  private readonly timers: TimerState[];
  private readonly greenlets: GreenletState[];
  private readonly objects: ObjectState[];

  constructor(directory: Directory, from: ReplayState | null) {
    this.directory = directory;
    this.index = from?.index ?? -1;
    this.time = from?.time ?? 0;
    this.turn = from?.turn ?? false;
    this.stack = from?.stack.slice() ?? [];
    this.queue = from?.queue.slice() ?? [];
    this.timers = from?.timers.slice() ?? [];
    this.greenlets = from?.greenlets.slice() ?? [];
    this.objects = from?.objects.slice() ?? [];
  }

  /** How many entries stand in the run queue, and how many timers are pending. */
  get counts(): { readonly queue: number; readonly timers: number } {
    return { queue: this.queue.length, timers: this.timers.length };
  }

  /** How many records a copy has. */
  get size(): number {
    return this.queue.length + this.timers.length + this.greenlets.length + this.objects.length;
  }

  /** The state as it is now. */
  copy(): ReplayState {
    const { index, time, turn, stack, queue, timers, greenlets, objects } = this;
    return {
      index,
      time,
      turn,
      running: stack.at(-1) ?? null,
      stack: stack.slice(),
      queue: queue.slice(),
      timers: timers.slice(),
      greenlets: greenlets.slice(),
      objects: objects.slice(),
    };
  }

  /** Let the next event happen. */
  step(event: TraceEvent): void {
    this.index++;
    this.time = event.time;
    const { by, greenlet, object, origin } = event;
    // A recorder that was attached while a greenlet ran has not seen it begin.
    if (by !== null && this.meet(by, 'running')) this.stack.push(by);
    if (greenlet !== null) this.meet(greenlet, event.kind === 'spawn' ? 'pending' : 'waiting');
    if (object !== null) this.meetObject(object);
    if (by !== null && event.place !== null) this.change(by, { place: event.place });
    switch (event.kind) {
      case 'turn-begin':
      case 'turn-end':
        this.turn = event.kind === 'turn-begin';
        break;
      case 'spawn':
        this.change(greenlet!, { spawned: event.place });
        break;
      case 'ready':
        this.ready(event);
        break;
      case 'begin':
        this.begin(event);
        break;
      case 'switch-in':
        this.switchIn(greenlet!);
        break;
      case 'switch-out':
        this.switchOut(event, greenlet!);
        break;
      case 'end':
      case 'error':
        this.end(event, greenlet!);
        break;
      case 'timer-set':
        this.setTimer(event);
        break;
      case 'timer-fire':
      case 'timer-cancel':
        this.removeTimer(origin);
        break;
      case 'throw':
      case 'print':
        break;
    }
  }

  private ready({ seq, greenlet, object, text }: TraceEvent): void {
    const kind = text as EntryKind;
    this.queue.push({ seq, kind, greenlet, object, stale: false });
    if (greenlet === null || (kind !== 'first run' && kind !== 'next step')) return;
    const { phase } = this.greenlet(greenlet);
    this.change(greenlet, { entry: seq });
    // One that runs has yet to give the processor back.
    if (phase !== 'running') this.change(greenlet, { phase: 'ready', since: this.time });
  }

  private begin({ origin, greenlet }: TraceEvent): void {
    const position = origin === null ? -1 : this.queue.findIndex(({ seq }) => seq === origin);
    if (position >= 0) this.queue.splice(position, 1);
    if (greenlet !== null && this.greenlet(greenlet).entry === origin) this.change(greenlet, { entry: null });
  }

  private switchIn(id: number): void {
    this.stopWaiting(id);
    this.stack.push(id);
    const { switches } = this.greenlet(id);
    this.change(id, { phase: 'running', since: this.time, waitsFor: '', object: null, switches: switches + 1 });
  }

  private switchOut({ text, object }: TraceEvent, id: number): void {
    this.pause(id);
    const phase = this.greenlet(id).entry === null ? 'waiting' : 'ready';
    this.change(id, { phase, since: this.time, waitsFor: text, object });
    if (object === null) return;
    const { place } = this.directory.objects.get(object)!;
    const before = this.objects[place]!;
    this.objects[place] = { ...before, waiters: [...before.waiters, id] };
  }

  private end({ kind, text }: TraceEvent, id: number): void {
    this.stopWaiting(id);
    this.pause(id);
    const phase = kind === 'error' ? 'failed' : text.startsWith('GreenletExit') ? 'killed' : 'done';
    this.change(id, { phase, since: this.time, waitsFor: '', object: null, outcome: text });
  }

  /** It leaves the list of waiters; an entry that would have let it go on is not meant any more. */
  private stopWaiting(id: number): void {
    const { object, entry } = this.greenlet(id);
    if (entry !== null) {
      const position = this.queue.findIndex(({ seq }) => seq === entry);
      if (position >= 0) this.queue[position] = { ...this.queue[position]!, stale: true };
      this.change(id, { entry: null });
    }
    if (object === null) return;
    const { place } = this.directory.objects.get(object)!;
    const before = this.objects[place]!;
    this.objects[place] = { ...before, waiters: before.waiters.filter((waiter) => waiter !== id) };
  }

  /** It gives the processor back, if it has it. */
  private pause(id: number): void {
    const position = this.stack.lastIndexOf(id);
    if (position < 0) return;
    this.stack.splice(position, 1);
    const { ran, since } = this.greenlet(id);
    this.change(id, { ran: ran + this.time - since });
  }

  private setTimer({ seq, deadline, greenlet, text, place }: TraceEvent): void {
    const timer: TimerState = { seq, deadline: deadline ?? this.time, greenlet, text, place };
    // Behind those that are due at the same time.
    let low = 0;
    let high = this.timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.timers[middle]!.deadline <= timer.deadline) low = middle + 1;
      else high = middle;
    }
    this.timers.splice(low, 0, timer);
  }

  private removeTimer(origin: number | null): void {
    const position = origin === null ? -1 : this.timers.findIndex(({ seq }) => seq === origin);
    if (position >= 0) this.timers.splice(position, 1);
  }

  /** A greenlet that was heard of. */
  greenlet(id: number): GreenletState {
    return this.greenlets[this.directory.greenlets.get(id)!.place]!;
  }

  private change(id: number, what: Partial<GreenletState>): void {
    const { place } = this.directory.greenlets.get(id)!;
    this.greenlets[place] = { ...this.greenlets[place]!, ...what };
  }

  /** Hear of a greenlet; returns whether for the first time. */
  private meet(id: number, phase: Phase): boolean {
    const { place, record } = this.directory.greenlets.get(id)!;
    if (place < this.greenlets.length) return false;
    this.greenlets.push({
      ...record,
      phase,
      since: this.time,
      waitsFor: '',
      object: null,
      outcome: '',
      place: null,
      spawned: null,
      switches: 0,
      ran: 0,
      entry: null,
    });
    return true;
  }

  private meetObject(id: number): void {
    const { place, record } = this.directory.objects.get(id)!;
    if (place === this.objects.length) this.objects.push({ ...record, waiters: [] });
  }
}
