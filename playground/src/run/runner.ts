/**
 * The page's side of a run: it starts a worker, collects the recording, and ends the worker when time is up.
 */
import type { Recording } from 'greenlets/trace';
import type { Answer, Outcome, Program, RecordedAnswer, Refusal, Request, Schedule } from './messages.ts';

/** A run stops after so many events. */
export const EVENT_LIMIT = 100_000;
/** A worker that has not said anything for so long, in milliseconds, is ended. */
const SILENCE_LIMIT = 3000;

/** What became of a program. */
export type Run = Refusal | RecordedAnswer;

const EMPTY: Recording = { version: 1, greenlets: [], objects: [], events: [], dropped: 0 };

/** Speak to a worker of its own until `handle` says that it is done, or it is silent for too long. */
function converse(request: Request, signal: AbortSignal, handle: (answer: Answer) => boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    let heard = performance.now();
    const end = (inTime: boolean): void => {
      clearInterval(timer);
      worker.terminate();
      resolve(inTime);
    };
    const timer = setInterval(() => {
      if (performance.now() - heard > SILENCE_LIMIT) end(false);
    }, SILENCE_LIMIT / 10);
    signal.addEventListener('abort', () => {
      end(false);
    });
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      if (signal.aborted) return;
      heard = performance.now();
      if (handle(data)) end(true);
    });
    worker.addEventListener('error', (event) => {
      end(false);
      reject(new Error(event.message));
    });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
    worker.postMessage(request);
  });
}

/**
 * Run a program once and record it.
 *
 * @param signal ends the run; its result is then not to be used
 * @returns the recording, or why there is none. A program that never gives way is run a second time, as far as it came
 */
export async function record(program: Program, schedule: Schedule, signal: AbortSignal): Promise<Run> {
  let run: Run = { kind: 'recorded', recording: EMPTY, failures: [], ending: 'time' };
  let events = 0;
  const handle = (answer: Answer): boolean => {
    if (answer.kind === 'beat') {
      ({ events } = answer);
      return false;
    }
    if (answer.kind === 'recorded' || answer.kind === 'refused') run = answer;
    return true;
  };
  const request = { kind: 'record', program, schedule, limit: EVENT_LIMIT, atLimit: 'events' } as const;
  const inTime = await converse(request, signal, handle);
  if (!inTime && events !== 0 && !signal.aborted) {
    await converse({ ...request, limit: events, atLimit: 'time' }, signal, handle);
  }
  return run;
}

/** One way in which a program can come out, and the seeds that lead there. */
export interface Found {
  readonly outcome: Outcome;
  readonly seeds: readonly number[];
}

/**
 * Run a program under the seeds from 1 to `count`.
 *
 * @param progress called with how many have been run
 * @returns the outcomes that differ, the most frequent first
 */
export async function explore(
  program: Program,
  count: number,
  signal: AbortSignal,
  progress: (done: number) => void,
): Promise<Found[]> {
  const found = new Map<string, { outcome: Outcome; seeds: number[] }>();
  const note = (seed: number, outcome: Outcome): void => {
    const key = JSON.stringify(outcome);
    const entry = found.get(key) ?? { outcome, seeds: [] };
    entry.seeds.push(seed);
    found.set(key, entry);
    progress(seed);
  };
  let next = 1;
  while (next <= count && !signal.aborted) {
    const inTime = await converse(
      { kind: 'explore', program, from: next, to: count + 1, limit: EVENT_LIMIT },
      signal,
      (answer) => {
        if (answer.kind === 'refused') next = Infinity;
        if (answer.kind !== 'outcome') return true;
        note(answer.seed, answer.outcome);
        next = answer.seed + 1;
        // A run that was cut short still goes on: the rest is for another worker.
        return answer.outcome.ending === 'events';
      },
    );
    if (!inTime && !signal.aborted) note(next++, { printed: [], ending: 'time' });
  }
  return [...found.values()].toSorted((a, b) => b.seeds.length - a.seeds.length || a.seeds[0]! - b.seeds[0]!);
}
