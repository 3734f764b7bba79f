import { Event, type Greenlet, killall, sleep, spawn } from 'greenlets';
import { itself, together } from '../define.ts';
import { type Bare, begin, pause } from '../floor.ts';
import { inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

/** How many have cleaned up. */
let cleaned = 0;

const counted = (): number => cleaned;

function* bare(): Bare {
  try {
    yield* pause;
  } finally {
    cleaned++;
  }
}

/** As `GreenletExit` is: a stack trace costs more than a kill. */
function withoutStack(): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new Error('killed');
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}

function* victim(event: Event) {
  try {
    yield* event.wait();
  } finally {
    cleaned++;
  }
}

async function asyncVictim(signal: AbortSignal): Promise<void> {
  try {
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  } finally {
    cleaned++;
  }
}

export const workload: Workload = together({
  name: 'kill',
  title: 'Spawn and kill: 10,000 that wait, each with a finally',
  what: 'one spawned, brought to its wait, killed, cleaned up after and joined',
  operations: 10_000,
  quick: 100,
  expected: itself,
  anchor: 'native AbortController',
  selected: true,
  subjects: [
    timed('floor', 'an error thrown into a bare generator', (n) => {
      cleaned = 0;
      const all = Array.from({ length: n }, bare);
      const killed = withoutStack();
      for (const generator of all) begin(generator);
      for (const generator of all) {
        try {
          generator.throw(killed);
        } catch {
          continue;
        }
      }
      return counted;
    }),
    timed('greenlets', 'killall', async (n) => {
      cleaned = 0;
      const event = new Event();
      const all: Greenlet<void>[] = [];
      for (let i = 0; i < n; i++) all.push(spawn(victim, event));
      await sleep(0);
      await killall(all);
      return counted;
    }),
    timed('native AbortController', 'a controller for each; allSettled', async (n) => {
      cleaned = 0;
      const controllers = Array.from({ length: n }, () => new AbortController());
      const all = controllers.map(({ signal }) => asyncVictim(signal));
      const killed = new Error('killed');
      for (const controller of controllers) controller.abort(killed);
      await Promise.allSettled(all);
      return counted;
    }),
    ...inGo('context.WithCancel for each'),
    peer('bluebird', 'cancel(); a finally that waits would let the code after it run'),
    peer('redux-saga', 'cancel of the forked tasks; a finally that waits would let the code after it run'),
    peer('effection', 'halt of each task', { share: 0.1 }),
    peer('effect', 'Fiber.interruptAll; Effect.onExit, as a finally of the generator is not run'),
    inGevent('gevent.killall'),
    inAsyncio('cancel of each task; gather'),
  ],
});
