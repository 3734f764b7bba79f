/**
 * The httpbin of a test file, and `describeLive`: tests that need it.
 */
import type { Response } from 'greenlets/requests';
import { afterAll, describe } from 'vitest';
import { type Httpbin, startHttpbin } from './httpbin-server.ts';

export const httpbin: Httpbin | null = await startHttpbin();
afterAll(() => httpbin?.close());

/** Where it listens. */
export const base: string = httpbin?.url ?? 'http://httpbin.invalid';

/** Tests against httpbin; skipped where there is none. */
export const describeLive: typeof describe | typeof describe.skip = httpbin === null ? describe.skip : describe;

/** What httpbin tells about a request. */
export interface Answer {
  readonly args: Record<string, unknown>;
  readonly form: Record<string, unknown>;
  readonly files: Record<string, string>;
  readonly data: string;
  readonly json: unknown;
  readonly headers: Record<string, string | undefined>;
  readonly cookies: Record<string, string>;
}

export function statuses(responses: readonly Response[]): number[] {
  return responses.map(({ statusCode }) => statusCode);
}

/** What was thrown, and after how many milliseconds. */
export interface Failure {
  readonly error: unknown;
  readonly ms: number;
}

/** The failure of what is waited for; that there is none is one too. */
export async function failure(waited: PromiseLike<unknown>): Promise<Failure> {
  const started = performance.now();
  const error: unknown = await waited.then(
    (value) => new Error('it did not fail', { cause: value }),
    (thrown: unknown) => thrown,
  );
  return { error, ms: performance.now() - started };
}

/** What a call throws; that it throws nothing is an error too. */
export function thrownBy(call: () => unknown): unknown {
  try {
    return new Error('it did not throw', { cause: call() });
  } catch (error) {
    return error;
  }
}
