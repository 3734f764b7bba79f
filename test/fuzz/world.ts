/**
 * What a run of a program has: its objects, its greenlets by name, and its log. `run-greenlets.ts` runs the operations.
 */
import {
  AsyncResult,
  BlockingSwitchOutError,
  BoundedSemaphore,
  Channel,
  ConcurrentObjectUseError,
  Empty,
  Event,
  Full,
  getcurrent,
  Greenlet,
  GreenletExit,
  Group,
  type Hub,
  JoinableQueue,
  LifoQueue,
  LoopExit,
  MisuseError,
  type OperationIterator,
  Pool,
  PoolFull,
  PriorityQueue,
  Queue,
  type RawGreenlet,
  RLock,
  Semaphore,
  Timeout,
  type Waitable,
} from '../../src/index.ts';
import {
  type ErrorKind,
  type GreenletRef,
  type Limit,
  type ObjectRef,
  type Program,
  type QueueSpec,
  type Ref,
} from './language.ts';

/** Ends whatever still runs of a program that is over. */
export class Stop extends Error {}

export class UserError extends Error {}

export class UserExit extends GreenletExit {}

/** A timeout block around an operation; its Timeout can serve once as the limit of a wait. */
export interface Block {
  readonly timeout: Timeout;
  readonly silent: boolean;
  used: boolean;
}

/** Who runs: the name in the log, which body, and the timeout block around. */
export interface Runner {
  readonly name: string;
  readonly body: number;
  block: Block | null;
}

/** What a `return` gave; null: none was run. */
export type Returned = { readonly value: number } | null;

export type AnyGreenlet = Greenlet<unknown>;
export type AnyQueue = Queue<number> | JoinableQueue<number>;

interface Imap {
  readonly iterator: OperationIterator<unknown>;
  /** The error of its items, after which it has ended: gevent would wait for ever. */
  readonly failure: Error | null;
  ended: boolean;
  busy: boolean;
}

interface Given {
  timeout?: number | Timeout;
}

function makeQueue({ kind, maxsize }: QueueSpec): AnyQueue {
  if (kind === 'lifo') return new LifoQueue<number>(maxsize);
  if (kind === 'priority') return new PriorityQueue<number>(maxsize);
  return kind === 'joinable' ? new JoinableQueue<number>(maxsize) : new Queue<number>(maxsize);
}

export function pick<T>(kept: readonly T[], ref: Ref): T | null {
  return kept.length === 0 ? null : kept[ref % kept.length]!;
}

export function given(name: 'timeout' | 'count', value: number | null): object {
  return value === null ? {} : { [name]: value };
}

/** The state of a run, and its log. */
export abstract class World {
  readonly log: string[] = [];
  protected readonly program: Program;
  protected readonly hub: Hub;
  protected stopped: boolean = false;
  protected steps: number = 0;
  protected time: number = 0;
  protected serial: number = 0;
  protected timeouts: number = 0;
  protected workers: number = 0;
  protected linked: number = 0;
  protected readonly names: Map<unknown, string> = new Map();
  protected readonly labels: Map<unknown, string> = new Map();
  protected readonly greenlets: AnyGreenlet[] = [];
  protected readonly raws: RawGreenlet[] = [];
  protected readonly links: { readonly from: Waitable; readonly target: never }[] = [];
  protected readonly rawTargets: Set<unknown> = new Set();
  protected readonly imaps: Imap[] = [];
  /** Pool and greenlet on its way in. */
  protected readonly entering: Set<string> = new Set();
  protected readonly events: Event[];
  protected readonly results: AsyncResult<unknown>[];
  protected readonly channels: Channel<number>[];
  protected readonly locks: RLock[];
  protected readonly queues: AnyQueue[];
  protected readonly semaphores: Semaphore[];
  protected readonly pools: (Group | Pool)[];

  constructor(program: Program, hub: Hub) {
    const { objects } = program;
    this.program = program;
    this.hub = hub;
    this.events = Array.from({ length: objects.events }, () => new Event());
    this.results = Array.from({ length: objects.results }, () => new AsyncResult<unknown>());
    this.channels = Array.from({ length: objects.channels }, () => new Channel<number>());
    this.locks = Array.from({ length: objects.locks }, () => new RLock());
    this.queues = objects.queues.map(makeQueue);
    this.semaphores = objects.semaphores.map(({ value, bounded }) =>
      bounded ? new BoundedSemaphore(value) : new Semaphore(value),
    );
    this.pools = objects.pools.map((size) => (size === 'group' ? new Group() : new Pool(size)));
    this.events.forEach((event, index) => this.names.set(event, `e${index}`));
    this.results.forEach((result, index) => this.names.set(result, `r${index}`));
    this.semaphores.forEach((semaphore, index) => this.names.set(semaphore, `s${index}`));
  }

  // Writing

  protected write(line: string): void {
    if (this.stopped) return;
    const now = this.hub.now();
    if (now !== this.time) {
      this.time = now;
      this.log.push(`@${now}`);
    }
    this.log.push(line);
  }

  protected show(value: unknown): string {
    if (value === undefined || value === null) return 'none';
    if (typeof value === 'boolean' || typeof value === 'number') return String(value);
    if (value instanceof Error) return this.showError(value);
    if (Array.isArray(value)) return `[${value.map((item) => this.show(item)).join(',')}]`;
    return this.names.get(value) ?? 'hidden';
  }

  protected showError(error: unknown): string {
    if (error instanceof UserError || error instanceof UserExit) return error.message;
    if (error instanceof Timeout) return this.labels.get(error) ?? 'Timeout';
    for (const kind of [
      PoolFull,
      GreenletExit,
      LoopExit,
      BlockingSwitchOutError,
      ConcurrentObjectUseError,
      Empty,
      Full,
    ]) {
      if (error instanceof kind) return kind.name;
    }
    if (error instanceof MisuseError) return 'Misuse';
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }

  report(context: unknown, error: unknown): void {
    if (error instanceof Stop) return;
    // The bodies of links are raw greenlets, too: gevent names their link only until they first block.
    let who = 'raw';
    if (context instanceof Greenlet) who = this.names.get(context) ?? 'hidden';
    else if (Array.isArray(context) && this.rawTargets.has(context[0])) {
      who = `link of ${this.names.get(context[1]) ?? 'hidden'}`;
    } else if (context === this.hub) who = 'hub';
    this.write(`report ${who} ${this.showError(error)}`);
  }

  // Making

  protected error(kind: ErrorKind): Error {
    this.serial++;
    return kind === 'exit' ? new UserExit(`exit${this.serial}`) : new UserError(`${kind}${this.serial}`);
  }

  protected errorOrExit(kind: ErrorKind | null): Error | undefined {
    return kind === null ? undefined : this.error(kind);
  }

  protected newTimeout(ms: number | null, error: null | false | 'A' = null): Timeout {
    const label = `T${++this.timeouts}`;
    const timeout = new Timeout(ms, error === 'A' ? this.error('A') : (error ?? undefined));
    this.labels.set(timeout, label);
    return timeout;
  }

  protected limit(runner: Runner, limit: Limit): Given {
    if (limit === null) return {};
    if (limit === 'block') {
      const { block } = runner;
      if (block === null || block.used || block.silent) return {};
      block.used = true;
      return { timeout: block.timeout };
    }
    return { timeout: typeof limit === 'number' ? limit : this.newTimeout(limit.timeout) };
  }

  protected addGreenlet(greenlet: AnyGreenlet, name = `g${this.greenlets.length}`): string {
    this.greenlets.push(greenlet);
    this.names.set(greenlet, name);
    return name;
  }

  /** The number of the body that a body may start. */
  protected later(runner: Runner, ref: Ref): number | null {
    const first = runner.body + 1;
    const count = this.program.bodies.length - first;
    return count <= 0 ? null : first + (ref % count);
  }

  protected greenlet(ref: GreenletRef): AnyGreenlet | null {
    if (ref !== 'self') return pick(this.greenlets, ref);
    const current = getcurrent();
    return this.names.has(current) ? (current as AnyGreenlet) : null;
  }

  protected object({ kind, ref }: ObjectRef): Waitable | null {
    if (kind === 'greenlet') return this.greenlet(ref);
    const kept: readonly Waitable[] = { event: this.events, result: this.results, semaphore: this.semaphores }[kind];
    return pick(kept, ref);
  }

  protected objects(refs: readonly ObjectRef[]): Waitable[] {
    const found = refs.map((ref) => this.object(ref)).filter((object) => object !== null);
    return found.filter((object, index) => object instanceof Greenlet || found.indexOf(object) === index);
  }
}
