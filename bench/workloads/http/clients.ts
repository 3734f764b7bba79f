/**
 * The HTTP clients. Each is alone in its process and is loaded there, because undici's package replaces the dispatcher
 * of the global fetch.
 */
import type { MapOptions } from 'greenlets/grequests';
import type * as Undici from 'undici';
import { mapLimited } from '../../native.ts';
import { loadPeer, type Peer } from '../../peers.ts';
import type { GetJson } from '../../program.ts';
import type { Tools } from '../../tools.ts';

/** What every answer holds. */
interface Page {
  readonly id: number;
}

/** How the connections are used. */
export interface Wires {
  readonly connections: number;
  /** Requests on a connection before their answers have come, for those that can. */
  readonly pipelining: number;
}

/** Does so many requests, `size` at a time, and gives the sum of the ids in the answers. */
export type Client = (url: string, requests: number, size: number) => Promise<number>;

/** A client that is not loaded yet. */
export interface ClientKind {
  readonly name: string;
  readonly note: string;
  load(wires: Wires, tools: Tools): Promise<Client>;
}

function sum(pages: readonly Page[]): number {
  return pages.reduce((total, page) => total + page.id, 0);
}

/** The same address, so many times. */
function repeat(url: string, n: number): string[] {
  return new Array<string>(n).fill(url);
}

/** A client of promises: so many runners that share an index. */
function limited(get: GetJson): Client {
  return async (url, n, size) => sum((await mapLimited(repeat(url, n), size, get)) as Page[]);
}

async function undici({ connections, pipelining }: Wires): Promise<typeof Undici> {
  const module = await import('undici');
  module.setGlobalDispatcher(new module.Agent({ connections, pipelining }));
  return module;
}

/** What a batch is given: nothing but its size, unless the wires are not what everybody has. */
async function batchOptions({ connections, pipelining }: Wires): Promise<Pick<MapOptions, 'session'>> {
  if (pipelining === 1 && connections <= 50) return {};
  const { Session } = await import('greenlets/requests');
  if (pipelining === 1) return { session: new Session({ connections }) };
  const { Agent } = await import('undici');
  return { session: new Session({ dispatcher: new Agent({ connections, pipelining }) }) };
}

export const map: ClientKind = {
  name: 'grequests.map',
  note: 'map(requests, { size }), then json() of each response',
  load: async (wires) => {
    const grequests = await import('greenlets/grequests');
    const options = await batchOptions(wires);
    return async (url, n, size) => {
      const requests = repeat(url, n).map((one) => grequests.get(one));
      const responses = await grequests.map(requests, { size, ...options });
      return sum(responses.map((response) => response!.json<Page>()));
    };
  },
};

export const imap: ClientKind = {
  name: 'grequests.imap',
  note: 'for await of imap(requests, { size }), json() of each response',
  load: async (wires) => {
    const grequests = await import('greenlets/grequests');
    const options = await batchOptions(wires);
    return async (url, n, size) => {
      let total = 0;
      const requests = repeat(url, n).map((one) => grequests.get(one));
      for await (const response of grequests.imap(requests, { size, ...options })) total += response.json<Page>().id;
      return total;
    };
  },
};

export const dispatch: ClientKind = {
  name: 'undici.dispatch',
  note: 'Agent.dispatch with a handler that gathers chunks; JSON.parse',
  load: async ({ connections, pipelining }) => {
    const { Agent } = await import('undici');
    const agent = new Agent({ connections, pipelining });
    return limited((url) => {
      const { origin, pathname: path } = new URL(url);
      return new Promise((resolve, reject) => {
        const chunks: Buffer[] = [];
        agent.dispatch(
          { origin, path, method: 'GET' },
          {
            onRequestStart: () => undefined,
            onResponseStart: () => undefined,
            onResponseData: (_controller, chunk) => void chunks.push(chunk),
            onResponseEnd: () => resolve(JSON.parse(Buffer.concat(chunks).toString())),
            onResponseError: (_controller, error) => reject(error),
          },
        );
      });
    });
  },
};

export const request: ClientKind = {
  name: 'undici.request',
  note: 'undici.request, await body.json()',
  load: async (wires) => {
    const { request: send } = await undici(wires);
    return limited(async (url) => await (await send(url)).body.json());
  },
};

export const undiciFetch: ClientKind = {
  name: "undici's fetch",
  note: 'fetch of the package, await response.json()',
  load: async (wires) => {
    const { fetch } = await undici(wires);
    return limited(async (url) => await (await fetch(url)).json());
  },
};

export const globalFetch: ClientKind = {
  name: 'global fetch',
  note: 'the fetch that Node brings, await response.json()',
  load: () => Promise.resolve(limited(async (url) => await (await globalThis.fetch(url)).json())),
};

/** A library of bench/peers. */
export function peerClient(library: Peer, note: string): ClientKind {
  return {
    name: library,
    note,
    load: async (_wires, tools) => limited((await loadPeer(tools, library)).getJson!),
  };
}

export const axios: ClientKind = peerClient('axios', 'axios.get over an http.Agent that keeps alive');
export const got: ClientKind = peerClient(
  'got',
  'got(url).json() over an http.Agent that keeps alive, without retries',
);
export const ky: ClientKind = peerClient('ky', 'ky.get(url).json(), which is the global fetch below; without retries');
