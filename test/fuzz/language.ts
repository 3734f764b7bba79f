/**
 * The little language of the fuzzer: a program is JSON, and two interpreters run it, `run_gevent.py` with real gevent
 * and `run-greenlets.ts` with this library. Both write a log; the logs must be equal, line by line.
 *
 * Every program is valid: a reference is a number that is taken modulo how many there are of its kind when the
 * operation runs, and an operation without anything to refer to logs "none". Thus fast-check may shrink freely. A body
 * can start later bodies only, so that programs end; `MAX_STEPS` operations are the limit for the few that would not.
 *
 * Durations are Python seconds and our milliseconds, by the same number. They are sum-distinct (see `generate.ts`).
 *
 * A log line is `who path kind outcome`: who ran it (`main`, `g3`, `w2`: a worker of a pool, `r1`: a raw greenlet, `l1`:
 * a link), where the operation stands in its body, what it was, and what came of it (`!` and the error if it threw). A
 * line `@t` says that the time is now `t`; a line `report who error` is a report to the hub's error handler; the lines
 * of the end give the state of everything when main has ended.
 */

/** How many operations both sides run before they stop a program and log "limit". */
export const MAX_STEPS = 400;

/** A number taken modulo how many there are. */
export type Ref = number;

/** Which greenlet: by its number in order of creation, or the one that runs. */
export type GreenletRef = Ref | 'self';

/** How long to wait: for ever, a time, a fresh `Timeout`, or the `Timeout` of the innermost block around. */
export type Limit = null | number | { readonly timeout: number } | 'block';

/** An error to throw: an ordinary one of two kinds, or a subclass of GreenletExit; null is the default of the call. */
export type ErrorKind = 'A' | 'B' | 'exit';

/** Something that can be waited for. Only greenlets are waited for twice at once. */
export interface ObjectRef {
  readonly kind: 'greenlet' | 'event' | 'result' | 'semaphore';
  readonly ref: Ref;
}

/** What a function called by the hub does. It cannot block. */
export type Action =
  | { readonly do: 'nothing' }
  | { readonly do: 'throw'; readonly error: ErrorKind }
  | { readonly do: 'set' | 'clear'; readonly event: Ref }
  | { readonly do: 'result'; readonly result: Ref; readonly value: number }
  | { readonly do: 'put'; readonly queue: Ref; readonly value: number }
  | { readonly do: 'get'; readonly queue: Ref }
  | { readonly do: 'release'; readonly semaphore: Ref }
  | { readonly do: 'spawn'; readonly body: Ref }
  | { readonly do: 'kill' | 'killSoon'; readonly greenlet: Ref; readonly error: ErrorKind | null }
  | { readonly do: 'toss'; readonly greenlet: Ref; readonly error: ErrorKind | null };

/** One operation. */
export type Op =
  // Giving way
  | { readonly op: 'log' }
  | { readonly op: 'yield' }
  | { readonly op: 'sleep'; readonly d: number; readonly ref: boolean }
  // Starting greenlets
  | { readonly op: 'spawn'; readonly body: Ref }
  | { readonly op: 'spawnLater'; readonly body: Ref; readonly d: number }
  | { readonly op: 'spawnRaw'; readonly body: Ref }
  | { readonly op: 'make'; readonly body: Ref }
  | { readonly op: 'start'; readonly greenlet: Ref }
  | { readonly op: 'startLater'; readonly greenlet: Ref; readonly d: number }
  // Waiting for greenlets
  | { readonly op: 'join'; readonly greenlet: GreenletRef; readonly limit: Limit }
  | { readonly op: 'get'; readonly greenlet: GreenletRef; readonly block: boolean; readonly limit: Limit }
  | { readonly op: 'status'; readonly greenlet: GreenletRef }
  // Ending them
  | {
      readonly op: 'kill';
      readonly greenlet: GreenletRef;
      readonly error: ErrorKind | null;
      readonly block: boolean;
      readonly limit: Limit;
    }
  | { readonly op: 'killSoon'; readonly greenlet: GreenletRef; readonly error: ErrorKind | null }
  | { readonly op: 'killRaw'; readonly raw: Ref; readonly error: ErrorKind | null }
  | {
      readonly op: 'killall';
      readonly greenlets: readonly Ref[];
      readonly error: ErrorKind | null;
      readonly block: boolean;
      readonly limit: number | null;
    }
  | {
      readonly op: 'joinall';
      readonly greenlets: readonly Ref[];
      readonly count: number | null;
      readonly limit: number | null;
      readonly raise: boolean;
    }
  // Waiting for several objects
  | {
      readonly op: 'wait';
      readonly objects: readonly ObjectRef[];
      readonly count: number | null;
      readonly limit: number | null;
    }
  | {
      readonly op: 'iwait';
      readonly objects: readonly ObjectRef[];
      readonly count: number | null;
      readonly limit: number | null;
      /** How many to take; then the iterator is left, closed or not. */
      readonly take: number;
      readonly close: boolean;
      /** Run after each. */
      readonly each: readonly Op[];
    }
  /** `wait()` without objects, by main only. */
  | { readonly op: 'waitHub'; readonly limit: number | null }
  // Links
  | {
      readonly op: 'link';
      readonly greenlet: GreenletRef;
      readonly kind: 'link' | 'value' | 'exception';
      readonly body: Ref;
    }
  | { readonly op: 'rawlink'; readonly object: ObjectRef; readonly action: Action }
  | { readonly op: 'linkResult'; readonly greenlet: GreenletRef; readonly result: Ref }
  /** Takes one of the links made so far back, from what it was linked to. */
  | { readonly op: 'unlink'; readonly link: Ref }
  | { readonly op: 'unlinkAll'; readonly greenlet: GreenletRef }
  | { readonly op: 'callback'; readonly action: Action }
  // Events and results
  | { readonly op: 'set' | 'clear'; readonly event: Ref }
  | { readonly op: 'waitEvent'; readonly event: Ref; readonly limit: Limit }
  | { readonly op: 'setResult'; readonly result: Ref; readonly value: number }
  | { readonly op: 'failResult'; readonly result: Ref; readonly error: ErrorKind }
  | { readonly op: 'getResult'; readonly result: Ref; readonly block: boolean; readonly limit: Limit }
  | { readonly op: 'waitResult'; readonly result: Ref; readonly limit: Limit }
  // Queues
  | {
      readonly op: 'put';
      readonly queue: Ref;
      readonly value: number;
      readonly block: boolean;
      readonly limit: Limit;
    }
  | { readonly op: 'take' | 'peek'; readonly queue: Ref; readonly block: boolean; readonly limit: Limit }
  | { readonly op: 'taskDone'; readonly queue: Ref }
  | { readonly op: 'joinQueue'; readonly queue: Ref; readonly limit: Limit }
  | {
      readonly op: 'send';
      readonly channel: Ref;
      readonly value: number;
      readonly block: boolean;
      readonly limit: Limit;
    }
  | { readonly op: 'receive'; readonly channel: Ref; readonly block: boolean; readonly limit: Limit }
  // Locks
  | { readonly op: 'acquire'; readonly semaphore: Ref; readonly block: boolean; readonly limit: Limit }
  | { readonly op: 'release'; readonly semaphore: Ref }
  | { readonly op: 'waitSemaphore'; readonly semaphore: Ref; readonly limit: Limit }
  | { readonly op: 'lock'; readonly lock: Ref; readonly block: boolean; readonly limit: Limit }
  | { readonly op: 'unlock'; readonly lock: Ref }
  /** `with semaphore:` */
  | { readonly op: 'use'; readonly semaphore: Ref; readonly body: readonly Op[] }
  // Groups and pools
  | { readonly op: 'poolSpawn' | 'poolApply' | 'poolApplyAsync'; readonly pool: Ref; readonly body: Ref }
  | { readonly op: 'poolApplyCb'; readonly pool: Ref; readonly body: Ref; readonly callback: Ref }
  | {
      readonly op: 'poolAdd' | 'poolStart';
      readonly pool: Ref;
      readonly greenlet: Ref;
      readonly block: boolean;
      readonly limit: Limit;
    }
  | { readonly op: 'poolDiscard'; readonly pool: Ref; readonly greenlet: Ref }
  /** `map_async` and then `get`: a `map` is owned by its caller here, and by nobody in gevent. */
  | { readonly op: 'poolMap'; readonly pool: Ref; readonly body: Ref; readonly items: number; readonly wait: boolean }
  /** Made by a greenlet of its own, as our iterators die with their makers. */
  | {
      readonly op: 'imap';
      readonly pool: Ref;
      readonly body: Ref;
      readonly items: number;
      /** The items throw an error after the last one; not if unordered, where gevent gives it at once and then hangs. */
      readonly broken: boolean;
      readonly ordered: boolean;
      readonly maxsize: number | null;
    }
  /** The next result of an imap, unless it has ended or somebody else is about to take one. */
  | { readonly op: 'next'; readonly imap: Ref }
  | { readonly op: 'poolJoin'; readonly pool: Ref; readonly limit: Limit; readonly raise: boolean }
  | {
      readonly op: 'poolKill';
      readonly pool: Ref;
      readonly error: ErrorKind | null;
      readonly block: boolean;
      readonly limit: Limit;
    }
  | {
      readonly op: 'poolKillone';
      readonly pool: Ref;
      readonly greenlet: Ref;
      readonly error: ErrorKind | null;
      readonly block: boolean;
      readonly limit: Limit;
    }
  | { readonly op: 'poolWait'; readonly pool: Ref; readonly limit: Limit }
  | { readonly op: 'poolStatus'; readonly pool: Ref }
  // Control flow
  | { readonly op: 'throw'; readonly error: ErrorKind }
  | { readonly op: 'return'; readonly value: number }
  | {
      readonly op: 'timeout';
      readonly d: number | null;
      /** What it throws: itself, itself and swallowed at the end of the block, or an error. */
      readonly error: null | false | 'A';
      readonly body: readonly Op[];
    }
  | {
      readonly op: 'try';
      readonly body: readonly Op[];
      /** Catches everything: `except BaseException` in Python. */
      readonly caught: readonly Op[] | null;
      readonly rethrow: boolean;
      readonly last: readonly Op[] | null;
    };

/** The name of an operation. */
export type Kind = Op['op'];

/** What a queue is. */
export interface QueueSpec {
  readonly kind: 'fifo' | 'lifo' | 'priority' | 'joinable';
  readonly maxsize: number | null;
}

/** What there is at the start. */
export interface Objects {
  readonly events: number;
  readonly results: number;
  readonly channels: number;
  readonly locks: number;
  readonly queues: readonly QueueSpec[];
  readonly semaphores: readonly { readonly value: number; readonly bounded: boolean }[];
  /** A number or null is a pool of that size; 'group' is a group. */
  readonly pools: readonly (number | null | 'group')[];
}

/** A program: what there is, what main does, and the bodies of the greenlets it starts. */
export interface Program {
  readonly objects: Objects;
  readonly main: readonly Op[];
  readonly bodies: readonly (readonly Op[])[];
}
