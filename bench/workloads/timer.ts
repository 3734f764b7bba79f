import { spawn, Timeout, withTimeout } from 'greenlets';
import { itself, together } from '../define.ts';
import { inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

const nothing = (): void => undefined;

function* reused(n: number) {
  const timeout = new Timeout(1000);
  for (let i = 0; i < n; i++) {
    timeout.start();
    timeout.cancel();
  }
  return n;
}

function* fresh(n: number) {
  for (let i = 0; i < n; i++) Timeout.startNew(1000).close();
  return n;
}

function* body() {
  return 1;
}

function* limited(n: number) {
  let done = 0;
  for (let i = 0; i < n; i++) done += yield* withTimeout(1000, body);
  return done;
}

async function asyncBody(): Promise<number> {
  return 1;
}

async function raced(): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(reject, 1000, new Error('late'));
    });
    return await Promise.race([asyncBody(), late]);
  } finally {
    clearTimeout(timer);
  }
}

export const workload: Workload = together({
  name: 'timer',
  title: 'Time limits that are not reached',
  what: 'one timer of 1 s started and stopped',
  operations: 50_000,
  quick: 100,
  expected: itself,
  anchor: 'setTimeout/clearTimeout',
  selected: true,
  subjects: [
    timed('greenlets start/cancel', 'one Timeout, started and cancelled again and again', (n) =>
      spawn(reused, n).get(),
    ),
    timed('greenlets startNew/close', 'a new Timeout each time: an Error is made', (n) => spawn(fresh, n).get()),
    timed('greenlets withTimeout', 'yield* withTimeout(1000, body); body is a generator that does not wait', (n) =>
      spawn(limited, n).get(),
    ),
    timed('setTimeout/clearTimeout', "Node's own", (n) => {
      for (let i = 0; i < n; i++) clearTimeout(setTimeout(nothing, 1000));
      return n;
    }),
    timed('native Promise.race', 'an async body raced against a timer that is cleared', async (n) => {
      let done = 0;
      for (let i = 0; i < n; i++) done += await raced();
      return done;
    }),
    ...inGo('a context with a timeout, cancelled'),
    peer('bluebird', 'timeout(1000) of an async body: it would not stop the body'),
    peer('redux-saga', 'race of call(body) and delay(1000)', { share: 0.2 }),
    peer('effection', 'race of the body and sleep(1000)', { share: 0.02 }),
    peer('effect', 'Effect.timeout of a body that does not wait', { share: 0.2 }),
    inGevent('with gevent.Timeout(1)', { share: 0.2 }),
    inAsyncio('asyncio.timeout(1), of Python 3.11', { share: 0.2 }),
  ],
  targets: [
    { subject: 'greenlets start/cancel', against: 'setTimeout/clearTimeout', unit: 'ns', bound: 0.25, kind: 'most' },
    { subject: 'greenlets withTimeout', against: 'setTimeout/clearTimeout', unit: 'ns', bound: 0.55, kind: 'most' },
  ],
});
