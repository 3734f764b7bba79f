/**
 * This library: sends a case to the server, by either of its faces.
 */
import { Buffer } from 'node:buffer';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import type { Case, RequestCase } from './cases.ts';
import { settled } from './rules.ts';
import type { Result, Transcript } from './transcript.ts';
import type { WireServer } from './wire.ts';

/** Sends one request. */
type Send = (method: string, url: string, options: requests.VerbOptions) => Promise<requests.Response>;

/** Ways to send it; a case with a session is sent in it. */
export const FACES: Readonly<Record<string, Send>> = {
  requests: async (method, url, options) => await requests.request(method, url, options),
  grequests: async (method, url, options) => {
    const [settledOne] = await grequests.map([grequests.request(method, url, options)], { settled: true });
    if (settledOne!.ok) return settledOne!.response;
    throw settledOne!.error;
  },
};

/** Send a case. */
export async function runCase(server: WireServer, one: Case, send: Send): Promise<Transcript> {
  server.expect(one.answers);
  const { session: attributes, then = [], ...first } = server.locate(one);
  let session: requests.Session | undefined;
  const results: Result[] = [];
  try {
    for (const request of [first, ...then]) {
      try {
        if (attributes !== undefined) session ??= new requests.Session(valueOf(attributes) as requests.SessionOptions);
        const { method, url, ...options } = optionsOf(request);
        const response = await send(method, url, session === undefined ? options : { ...options, session });
        results.push({
          status: response.statusCode,
          url: response.url,
          text: response.text,
          history: response.history.map((hop) => [hop.statusCode, hop.url]),
        });
      } catch (error) {
        results.push({ error: (error as Error).name });
      }
    }
  } finally {
    await session?.close();
  }
  return settled(server.unlocate({ requests: server.requests, results }));
}

function optionsOf(request: RequestCase): requests.VerbOptions & { method: string; url: string } {
  const { name: _name, answers: _answers, ...options } = request;
  return valueOf(options) as requests.VerbOptions & { method: string; url: string };
}

const SPECIAL: Readonly<Record<string, (content: never) => unknown>> = {
  $bytes: (text: string) => Buffer.from(text, 'latin1'),
  $tuple: (items: unknown[]) => items,
  $generator: (pieces: unknown[]) => pieces.values(),
  $file: (text: string) => new Blob([text]),
  $nan: () => NaN,
  $bearer: (bearer: string) => ({ bearer }),
  $digest: ([user, password]: [string, string]) => new requests.DigestAuth(user, password),
  $jar: (cookies: { name: string; value: string; domain: string; path: string }[]) => {
    const jar = new requests.CookieJar();
    for (const { name, value, domain, path } of cookies) {
      // As in Python, a leading dot means the hosts below as well.
      jar.set(name, value, { domain, path, hostOnly: !domain.startsWith('.') });
    }
    return jar;
  },
};

function valueOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(valueOf);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, valueOf(item)] as const);
  const [name, content] = entries.length === 1 ? entries[0]! : ['', undefined];
  return Object.hasOwn(SPECIAL, name) ? SPECIAL[name]!(content as never) : Object.fromEntries(entries);
}
