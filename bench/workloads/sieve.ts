import { Channel, type Coroutine, killall, spawn } from 'greenlets';
import { together } from '../define.ts';
import { AsyncQueue } from '../native.ts';
import { GO, inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

/** The n-th prime, by division. */
function nthPrime(n: number): number {
  const primes: number[] = [];
  for (let i = 2; primes.length < n; i++) if (primes.every((prime) => i % prime !== 0)) primes.push(i);
  return primes.at(-1)!;
}

function* generate(to: Channel<number>): Coroutine<void> {
  for (let i = 2; ; i++) yield* to.put(i);
}

function* filter(from: Channel<number>, to: Channel<number>, prime: number): Coroutine<void> {
  for (;;) {
    const i = yield* from.get();
    if (i % prime !== 0) yield* to.put(i);
  }
}

function* sieve(n: number): Coroutine<number> {
  let source = new Channel<number>();
  let prime = 0;
  const filters = [spawn(generate, source)];
  for (let i = 0; i < n; i++) {
    prime = yield* source.get();
    const next = new Channel<number>();
    filters.push(spawn(filter, source, next, prime));
    source = next;
  }
  yield* killall(filters);
  return prime;
}

async function generateAsync(to: AsyncQueue<number>, stop: AbortSignal): Promise<void> {
  for (let i = 2; !stop.aborted; i++) await to.put(i);
}

async function filterAsync(from: AsyncQueue<number>, to: AsyncQueue<number>, prime: number): Promise<void> {
  for (;;) {
    const i = await from.get();
    if (i % prime !== 0) await to.put(i);
  }
}

async function sieveAsync(n: number): Promise<number> {
  const stop = new AbortController();
  let source = new AsyncQueue<number>(0);
  let prime = 0;
  void generateAsync(source, stop.signal);
  for (let i = 0; i < n; i++) {
    prime = await source.get();
    const next = new AsyncQueue<number>(0);
    void filterAsync(source, next, prime);
    source = next;
  }
  stop.abort();
  return prime;
}

export const workload: Workload = together({
  name: 'sieve',
  title: 'Prime sieve: a chain of filters finds the first 500 primes (as coro-prime-sieve)',
  what: 'the whole chain',
  unit: 'ms',
  operations: 500,
  quick: 25,
  expected: nthPrime,
  rounds: 5,
  warmUp: 1,
  anchor: GO,
  subjects: [
    timed('greenlets', 'a Channel between two', (n) => spawn(sieve, n).get()),
    timed('native await', 'a queue of promises with no room; the filters are left behind as garbage', sieveAsync),
    ...inGo('an unbuffered channel between two'),
    peer('effect', 'Queue.bounded(1): it has none without a buffer'),
    inGevent('gevent.queue.Channel between two'),
    inAsyncio('asyncio.Queue(1): it has none without a buffer'),
  ],
});
