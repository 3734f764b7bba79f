/**
 * What does not count: what is another at each run, and the few named rules that are applied to both sides.
 */
import { Buffer } from 'node:buffer';
import * as zlib from 'node:zlib';
import type { Transcript } from './transcript.ts';
import type { WireRequest } from './wire.ts';

type Headers = WireRequest['headers'];

/** Something that does not count. */
export interface Rule {
  readonly name: string;
  apply(transcript: Transcript): Transcript;
}

function eachRequest(transcript: Transcript, change: (request: WireRequest) => WireRequest): Transcript {
  return { ...transcript, requests: transcript.requests.map(change) };
}

function headerRule(name: string, change: (headers: Headers) => Headers): Rule {
  return {
    name,
    apply: (transcript) => eachRequest(transcript, (request) => ({ ...request, headers: change(request.headers) })),
  };
}

/** Values of one header, where they are the client's own. */
function valueRule(name: string, header: string, value: RegExp): Rule {
  return headerRule(name, (headers) =>
    headers.map(([key, text]) => [key, key.toLowerCase() === header && value.test(text) ? 'its own' : text]),
  );
}

/** In the order of their names; those of one name stay in theirs. */
export function byName(headers: Headers): Headers {
  const key = ([name]: Headers[number]): string => name.toLowerCase();
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted is not in ES2022
  return [...headers].sort((a, b) => Number(key(a) > key(b)) - Number(key(a) < key(b)));
}

/** What is applied to both sides before they are compared. */
export const RULES: readonly Rule[] = [
  headerRule('the case of header names', (headers) => headers.map(([name, value]) => [name.toLowerCase(), value])),
  headerRule('the order of headers of different names', byName),
  valueRule("the client's own User-Agent", 'user-agent', /^(?:python-requests\/[\d.]+|greenlets)$/),
  ...('createZstdDecompress' in zlib
    ? [valueRule('zstd in Accept-Encoding, where Node has it', 'accept-encoding', /^gzip, deflate, br(?:, zstd)?$/)]
    : []),
];

/** `transcript` without what chance has chosen: the boundaries of multipart bodies, and the client's nonces of Digest. */
export function settled(transcript: Transcript): Transcript {
  return eachRequest(transcript, ({ line, headers, body }) => {
    const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
    const boundary = (/boundary=([0-9a-f]{32})$/.exec(type) ?? /^--([0-9a-f]{32})\r\n/.exec(body))?.[1];
    const still = (text: string): string => (boundary === undefined ? text : text.replaceAll(boundary, 'BOUNDARY'));
    return {
      line,
      headers: headers.map(([name, value]) => [name, withoutNonce(still(value))]),
      body: body.startsWith('hex:') && boundary !== undefined ? stillHex(body, boundary) : still(body),
    };
  });
}

function stillHex(body: string, boundary: string): string {
  return body.replaceAll(Buffer.from(boundary).toString('hex'), Buffer.from('BOUNDARY').toString('hex'));
}

/** The response of a Digest is a hash over the nonce of the client; without one it stays. */
function withoutNonce(authorization: string): string {
  if (!/^Digest .*cnonce=/.test(authorization)) return authorization;
  return authorization.replace(/cnonce="[^"]+"/, 'cnonce="CNONCE"').replace(/response="[^"]+"/, 'response="RESPONSE"');
}
