import { spawn, Timeout, withTimeout } from 'greenlets';
import { timed, type Workload } from '../workload.ts';

const nothing = (): void => undefined;

function* reused(n: number) {
  const timeout = new Timeout(1000);
  for (let i = 0; i < n; i++) {
    timeout.start();
    timeout.cancel();
  }
}

function* fresh(n: number) {
  for (let i = 0; i < n; i++) Timeout.startNew(1000).close();
}

function* body() {
  return 1;
}

function* limited(n: number) {
  for (let i = 0; i < n; i++) yield* withTimeout(1000, body);
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

export const workload: Workload = {
  name: 'timer',
  title: 'Time limits that are not reached',
  what: 'one timer of 1 s started and stopped',
  unit: 'ns',
  operations: 50_000,
  processes: 'together',
  rounds: 11,
  semiSpace: 16,
  anchor: 'setTimeout/clearTimeout',
  selected: true,
  subjects: [
    timed('greenlets start/cancel', 'one Timeout, started and cancelled again and again', (n) =>
      Promise.resolve(spawn(reused, n).get()),
    ),
    timed('greenlets startNew/close', 'a new Timeout each time: an Error is made', (n) =>
      Promise.resolve(spawn(fresh, n).get()),
    ),
    timed('greenlets withTimeout', 'yield* withTimeout(1000, body); body is a generator that does not wait', (n) =>
      Promise.resolve(spawn(limited, n).get()),
    ),
    timed('setTimeout/clearTimeout', "Node's own", (n) => {
      for (let i = 0; i < n; i++) clearTimeout(setTimeout(nothing, 1000));
    }),
    timed('native Promise.race', 'an async body raced against a timer that is cleared', async (n) => {
      for (let i = 0; i < n; i++) await raced();
    }),
  ],
  targets: [
    { subject: 'greenlets start/cancel', against: 'setTimeout/clearTimeout', unit: 'ns', bound: 0.25, kind: 'most' },
    { subject: 'greenlets withTimeout', against: 'setTimeout/clearTimeout', unit: 'ns', bound: 0.55, kind: 'most' },
  ],
};
