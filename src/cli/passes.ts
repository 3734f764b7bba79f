/**
 * The three ways through a list of URLs: one after the other, `grequests.map`, `grequests.imap`.
 */
import * as grequests from '../grequests.ts';
import { type Coroutine, each, getcurrent, isControl } from '../index.ts';
import * as requests from '../requests.ts';
import type { Progress } from './progress.ts';
import type { Way } from './ways.ts';

/** A URL, and how long it may take in milliseconds. */
export interface Target {
  readonly url: string;
  readonly timeout: number;
}

/** What became of one URL. */
export interface Outcome {
  readonly kind: 'ok' | 'http error' | 'failed';
  /** The status, null if no response came. */
  readonly status: number | null;
  /** How many redirects were followed. */
  readonly redirects: number;
  /** In words: the status line, or what went wrong. */
  readonly reason: string;
  /** When it was known, in milliseconds since the pass began. */
  readonly at: number;
  /** The number of the greenlet that sent it, null if it is not known. */
  readonly greenlet: number | null;
}

/** What became of all of them. */
export interface Pass {
  readonly way: Way;
  /** Milliseconds from the first to the last. */
  readonly wall: number;
  /** In the order of the list. */
  readonly outcomes: readonly Outcome[];
  /** The positions in the list, counted from 0, in the order in which they completed. */
  readonly order: readonly number[];
}

/** One after the other: each waits for the one before it. */
export function* serialPass(targets: readonly Target[], progress: Progress): Coroutine<Pass> {
  const tally = new Tally('serial', targets, progress);
  let count = 0;
  for (const [index, { url, timeout }] of targets.entries()) {
    try {
      tally.response(index, yield* requests.get(url, { timeout }));
      count++;
    } catch (error) {
      // Ctrl-C is thrown here too, and is no failure of the request.
      if (isControl(error)) throw error;
      tally.failure(index, error);
    }
  }
  return tally.end(count);
}

/** Up to `size` at once; the responses come together, in the order of the list. */
export function* mapPass(targets: readonly Target[], size: number, progress: Progress): Coroutine<Pass> {
  const tally = new Tally('map', targets, progress);
  const responses = yield* grequests.map(tally.batch(), { size, exceptionHandler: tally.handler });
  return tally.end(responses.filter((response) => response !== null).length);
}

/** Up to `size` at once; each response comes as soon as it is there. */
export function* imapPass(targets: readonly Target[], size: number, progress: Progress): Coroutine<Pass> {
  const tally = new Tally('imap', targets, progress);
  let count = 0;
  yield* each(grequests.imap(tally.batch(), { size, exceptionHandler: tally.handler }), function* () {
    count++;
  });
  return tally.end(count);
}

/** Notes what becomes of each URL, at the moment when it is known. */
class Tally {
  /** For `map` and `imap`, which throw for no single request: they tell of its failure here. */
  readonly handler: (request: grequests.AsyncRequest, error: unknown) => null;
  private readonly way: Way;
  private readonly targets: readonly Target[];
  private readonly progress: Progress;
  private readonly began: number;
  /** By position in the list; in the order of completion. */
  private readonly outcomes: Map<number, Outcome>;
  private readonly positions: Map<grequests.AsyncRequest, number>;

  constructor(way: Way, targets: readonly Target[], progress: Progress) {
    this.way = way;
    this.targets = targets;
    this.progress = progress;
    this.outcomes = new Map();
    this.positions = new Map();
    this.handler = (request, error) => {
      this.failure(this.positions.get(request)!, error);
      return null;
    };
    progress.start(way, targets.length);
    this.began = performance.now();
  }

  /** The list as requests that are not sent yet. */
  batch(): grequests.AsyncRequest[] {
    return this.targets.map(({ url, timeout }, index) => {
      const request = grequests.get(url, { timeout, callback: (response) => this.response(index, response) });
      this.positions.set(request, index);
      return request;
    });
  }

  response(index: number, response: requests.Response): void {
    const { ok, statusCode: status, reason, history } = response;
    const words = `${status} ${reason}`.trim();
    this.note(index, { kind: ok ? 'ok' : 'http error', status, redirects: history.length, reason: words });
  }

  failure(index: number, error: unknown): void {
    const reason = reasonOf(error, this.targets[index]!.timeout);
    this.note(index, { kind: 'failed', status: null, redirects: 0, reason });
  }

  private note(index: number, outcome: Omit<Outcome, 'at' | 'greenlet'>): void {
    const current = getcurrent();
    const greenlet = 'id' in current ? current.id : null;
    this.outcomes.set(index, { ...outcome, at: performance.now() - this.began, greenlet });
    this.progress.update(this.outcomes.size);
  }

  /** The result; `responses` is how many the library has handed over, which must be all that came. */
  end(responses: number): Pass {
    const wall = performance.now() - this.began;
    this.progress.stop();
    const outcomes = this.targets.map((_, index) => this.outcomes.get(index)!);
    const came = outcomes.filter(({ kind }) => kind !== 'failed').length;
    if (came !== responses) throw new Error(`${this.way} handed over ${responses} responses, but ${came} came`);
    return { way: this.way, wall, outcomes, order: [...this.outcomes.keys()] };
  }
}

/** What went wrong, in plain words; an error that has none here speaks for itself. */
function reasonOf(error: unknown, timeout: number): string {
  if (error instanceof requests.Timeout) return `no answer within ${timeout} ms`;
  if (!(error instanceof Error)) return String(error);
  const code: unknown = error.cause instanceof Error ? Reflect.get(error.cause, 'code') : undefined;
  switch (code) {
    case 'ECONNREFUSED':
      return 'connection refused: nobody listens on that port';
    case 'ENOTFOUND':
      return 'no such host';
    case 'ECONNRESET':
      return 'the connection broke';
    default:
      return `${error.name}: ${error.message}`;
  }
}
