import type { Coroutine, Parked } from 'greenlets';

/** What a wait throws; that it throws nothing is an error too. */
export function* caught(wait: { [Symbol.iterator](): Iterator<Parked, unknown, unknown> }): Coroutine<unknown> {
  try {
    yield* wait;
  } catch (error) {
    return error;
  }
  throw new Error('expected an error');
}
