import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import type * as Undici from 'undici';
import { mapLimited } from '../native.ts';
import { startOrigin } from '../origin.ts';
import { measured, type Subject, type Workload } from '../workload.ts';

// Each subject is alone in its process, and loads its client itself: undici's package replaces the dispatcher of the
// global fetch.

const CONCURRENCY = 50;
/** For so many milliseconds, so many requests at a time, before the counted ones: the compiler needs them. */
const WARM_UP = { ms: 1000, requests: 5000 };

interface Page {
  readonly id: number;
}

/** Does so many requests, 50 at a time, and gives the sum of the ids in the answers. */
type Client = (url: string, requests: number) => Promise<number>;

function sum(pages: readonly Page[]): number {
  return pages.reduce((total, page) => total + page.id, 0);
}

function client(name: string, note: string, load: () => Promise<Client>, slow = false): Subject {
  return measured(
    name,
    note,
    async ({ operations }) => {
      const run = await load();
      const url = `${process.env['BENCH_ORIGIN']}/page`;
      const warmUntil = performance.now() + WARM_UP.ms;
      while (performance.now() < warmUntil) await run(url, WARM_UP.requests);
      await turn();
      const started = performance.now();
      const total = await run(url, operations);
      const ms = performance.now() - started;
      if (total !== operations * 17) throw new Error(`${name}: not all answers were right`);
      return { values: { 'req/s': (operations * 1000) / ms } };
    },
    { slow },
  );
}

/** The same address, so many times. */
function repeat(url: string, n: number): string[] {
  return new Array<string>(n).fill(url);
}

async function fetchPage(url: string): Promise<Page> {
  return (await (await globalThis.fetch(url)).json()) as Page;
}

async function undici(): Promise<typeof Undici> {
  const module = await import('undici');
  module.setGlobalDispatcher(new module.Agent({ connections: CONCURRENCY }));
  return module;
}

export const workload: Workload = {
  name: 'grequests',
  title: `HTTP: small JSON from loopback, ${CONCURRENCY} at a time`,
  what: 'one GET, its answer parsed as JSON',
  unit: 'req/s',
  operations: 20_000,
  processes: 'apart',
  rounds: 5,
  semiSpace: 16,
  anchor: 'undici.request',
  selected: true,
  surroundings: startOrigin,
  subjects: [
    client('grequests.map', 'map(requests, { size: 50 }), then json() of each response', async () => {
      const grequests = await import('greenlets/grequests');
      return async (url, n) => {
        const responses = await grequests.map(
          repeat(url, n).map((one) => grequests.get(one)),
          { size: CONCURRENCY },
        );
        return responses.reduce((total, response) => total + response!.json<Page>().id, 0);
      };
    }),
    client(
      'grequests.imap',
      'for await of imap(requests, { size: 50 }), json() of each response',
      async () => {
        const grequests = await import('greenlets/grequests');
        return async (url, n) => {
          let total = 0;
          const requests = repeat(url, n).map((one) => grequests.get(one));
          for await (const response of grequests.imap(requests, { size: CONCURRENCY })) {
            total += response.json<Page>().id;
          }
          return total;
        };
      },
      true,
    ),
    client('undici.dispatch', 'Agent.dispatch with a handler that gathers chunks; JSON.parse', async () => {
      const { Agent } = await undici();
      const agent = new Agent({ connections: CONCURRENCY });
      return async (url, n) => {
        const { origin, pathname: path } = new URL(url);
        const get = (): Promise<Page> =>
          new Promise((resolve, reject) => {
            const chunks: Buffer[] = [];
            agent.dispatch(
              { origin, path, method: 'GET' },
              {
                onRequestStart: () => undefined,
                onResponseStart: () => undefined,
                onResponseData: (_controller, chunk) => void chunks.push(chunk),
                onResponseEnd: () => resolve(JSON.parse(Buffer.concat(chunks).toString()) as Page),
                onResponseError: (_controller, error) => reject(error),
              },
            );
          });
        return sum(await mapLimited(repeat(url, n), CONCURRENCY, get));
      };
    }),
    client('undici.request', 'undici.request, await body.json()', async () => {
      const { request } = await undici();
      const get = async (url: string): Promise<Page> => (await (await request(url)).body.json()) as Page;
      return async (url, n) => sum(await mapLimited(repeat(url, n), CONCURRENCY, get));
    }),
    client("undici's fetch", 'fetch of the package, await response.json()', async () => {
      const { fetch } = await undici();
      const get = async (url: string): Promise<Page> => (await (await fetch(url)).json()) as Page;
      return async (url, n) => sum(await mapLimited(repeat(url, n), CONCURRENCY, get));
    }),
    client(
      'global fetch',
      'the fetch that Node brings, await response.json()',
      () => {
        return Promise.resolve(async (url, n) => sum(await mapLimited(repeat(url, n), CONCURRENCY, fetchPage)));
      },
      true,
    ),
  ],
  targets: [
    { subject: 'grequests.map', against: 'undici.request', unit: 'req/s', bound: 1.1, kind: 'least' },
    { subject: 'grequests.map', against: "undici's fetch", unit: 'req/s', bound: 5, kind: 'least' },
  ],
};
