/**
 * Ten thousand requests: one signal for all of them, and what they leave in memory.
 */
import { getEventListeners } from 'node:events';
import { getHub } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emptied, eventually } from '../http/server.ts';
import { useServer } from '../http/use-server.ts';
import { base, describeLive } from './httpbin.ts';
import { runProgram } from './program.ts';

const COUNT = 10_000;
/** How many are answered before the rest is given up. */
const HALF = COUNT / 2;

/** Answers so many requests, and lets the others wait. */
let answers = Infinity;
const server = useServer((_request, response) => {
  if (answers-- > 0) response.end('ok');
});

describe('one signal for ten thousand requests, aborted when half are answered', () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  const reason = new Error('no longer wanted');
  let session: requests.Session;
  let controller: AbortController;
  beforeEach(() => {
    answers = HALF;
    warnings.length = 0;
    process.on('warning', onWarning);
    session = new requests.Session();
    controller = new AbortController();
  });
  afterEach(async () => {
    process.off('warning', onWarning);
    await session.close();
  });

  const listeners = (): number => getEventListeners(controller.signal, 'abort').length;

  /** Wait until half are answered and a hundred others are at the server, with the rest in the queue; then abort. */
  async function abortInTheMiddle(): Promise<void> {
    await eventually(() => server.seen.length === HALF + 100, 'half are answered, and a hundred wait');
    expect(listeners()).toBe(1);
    controller.abort(reason);
  }

  /** Count `ends`, true for an answer and else an error, and what there is besides when all is over. */
  async function summary(ends: readonly unknown[]): Promise<Record<string, unknown>> {
    await emptied(getHub());
    await eventually(() => server.open === 0, 'all connections are closed');
    return {
      answered: ends.filter((end) => end === true).length,
      aborted: ends.filter((end) => end === reason).length,
      connections: server.connections,
      seen: server.seen.length,
      listeners: listeners(),
      warnings,
    };
  }
  const expected = {
    answered: HALF,
    aborted: HALF,
    connections: 100,
    seen: HALF + 100,
    listeners: 0,
    warnings: [],
  };

  test('of requests.get', async () => {
    const options = { signal: controller.signal };
    const ends = Array.from({ length: COUNT }, () =>
      session.get(server.url, options).then(
        () => true,
        (error: unknown) => error,
      ),
    );
    await abortInTheMiddle();
    expect(await summary(await Promise.all(ends))).toEqual(expected);
  });

  test('of each request of grequests.map', async () => {
    const options = { session, signal: controller.signal };
    const list = Array.from({ length: COUNT }, () => grequests.get(server.url, options));
    const mapping = grequests.map(list, { settled: true }).then((results) => results);
    await abortInTheMiddle();
    expect(await summary((await mapping).map((one) => one.ok || one.error))).toEqual(expected);
  });

  test('of grequests.map', async () => {
    const list = Array.from({ length: COUNT }, () => grequests.get(server.url, { session }));
    const mapping = grequests.map(list, { signal: controller.signal }).then(null, (error: unknown) => error);
    await abortInTheMiddle();
    expect(await mapping).toBe(reason);
    expect(await summary(list.map(({ response }) => response !== null || reason))).toEqual(expected);
  });
});

/** What the program has measured, in bytes. */
interface Left {
  readonly statuses: Record<string, number>;
  readonly heap: number;
  readonly rss: number;
  readonly fds: number;
}

const MB = 1024 * 1024;

/** Ten thousand GETs by imap, fifty at a time, each response dropped, in a process of their own. */
async function run(url: string): Promise<Left> {
  return JSON.parse(await runProgram('many-gets', url, String(COUNT))) as Left;
}

test('imap of ten thousand takes fifty connections and leaves nothing on the heap', async () => {
  answers = Infinity;
  const { statuses, heap, fds } = await run(server.url);
  expect(statuses).toEqual({ 200: COUNT });
  expect([server.seen.length, server.connections]).toEqual([COUNT, 50]);
  // Nine thousand responses that are kept were seen to take 18 MB, and dropped half a megabyte.
  expect(heap).toBeLessThan(4 * MB);
  expect(fds).toBeLessThanOrEqual(60);
}, 60_000);

describeLive('httpbin', () => {
  test('G19: imap of ten thousand, fifty at a time, each dropped', async () => {
    const { statuses, rss, fds } = await run(`${base}/get`);
    expect(statuses).toEqual({ 200: COUNT });
    expect(rss).toBeLessThan(50 * MB);
    expect(fds).toBeLessThanOrEqual(60);
  }, 60_000);
});
