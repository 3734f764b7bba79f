/** What the programs in Effect share. */
import { Effect, Fiber, Queue } from 'effect';

export type Inbox = Queue.Queue<number>;

export function total(sums: readonly number[]): number {
  return sums.reduce((sum, each) => sum + each, 0);
}

export function times<T>(n: number, make: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => make(i));
}

/** Fork all, join all. */
export const crowd = Effect.fnUntraced(function* <A>(bodies: readonly Effect.Effect<A>[]) {
  const fibers: Fiber.Fiber<A>[] = [];
  for (const body of bodies) fibers.push(yield* Effect.forkChild(body));
  return yield* Fiber.joinAll(fibers);
});

export const produce = Effect.fnUntraced(function* (queue: Inbox, from: number, to: number, step: number) {
  for (let i = from; i < to; i += step) yield* Queue.offer(queue, i);
});

export const consume = Effect.fnUntraced(function* (queue: Inbox, count: number) {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += yield* Queue.take(queue);
  return sum;
});
