/**
 * Digest: credentials that are proven and not sent. RFC 7616.
 *
 * The nonce of a server is used again, with a count that goes up, so that only the first request to it is refused.
 */
import { Buffer } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { BodySource } from '../body-source.ts';
import { UnrewindableBodyError } from '../errors.ts';
import type { PreparedRequest } from '../prepared-request.ts';
import type { Response } from '../response.ts';
import type { Auth } from './auth.ts';
import { parseChallenges } from './challenges.ts';

/** What a server has asked for. */
interface Demand {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  /** As the server writes it; null if it does not. */
  readonly algorithm: string | null;
  readonly hash: string;
  readonly isSession: boolean;
  readonly qop: 'auth' | 'auth-int' | null;
  /** How often the nonce has been used. */
  count: number;
  /** Made anew for each request, but with `-sess`, whose key is made of the first. */
  readonly firstCnonce: string;
}

const HASHES: ReadonlyMap<string, string> = new Map([
  ['md5', 'md5'],
  ['sha', 'sha1'],
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
  ['sha-512-256', 'sha512-256'],
]);
/** The best first. */
const PREFERENCE = ['sha-512', 'sha-512-256', 'sha-256', 'sha', 'md5'];

/** How many servers an object remembers the nonce of. */
const MOST_ORIGINS = 100;

/**
 * Digest credentials.
 *
 * ```ts
 * const auth = new requests.DigestAuth('user', 'password');
 * const response = yield* requests.get(url, { auth });
 * ```
 *
 * One object may serve any number of requests at once, and saves them the refusal: keep it, or give it to a session.
 * MD5, SHA, SHA-256, SHA-512, SHA-512-256, each also with `-sess`; qop `auth`, and `auth-int` if the server wants it and
 * the body is not streamed.
 *
 * requests: `HTTPDigestAuth`, which has no `auth-int` and takes the first of several challenges.
 */
export class DigestAuth implements Auth {
  /** Who asks. */
  readonly username: string;
  private readonly password: string;
  private readonly demands: Map<string, Demand>;

  /** @throws TypeError if either is no string. */
  constructor(username: string, password: string) {
    if (typeof username !== 'string' || typeof password !== 'string') {
      throw new TypeError('username and password of DigestAuth must be strings');
    }
    this.username = username;
    this.password = password;
    this.demands = new Map();
  }

  /** With the answer to the challenge that this server has made before, if it has. */
  onRequest(request: PreparedRequest): PreparedRequest | undefined {
    const demand = this.demands.get(request.target.origin);
    return demand === undefined ? undefined : this.sign(request, demand);
  }

  /** The request again with the answer, after the first refusal. */
  onResponse(response: Response, attempt: number): PreparedRequest | undefined {
    if (response.statusCode < 400 || response.statusCode >= 500 || attempt !== 0) return undefined;
    const header = response.header('www-authenticate');
    const { request } = response;
    const demand = header === null ? null : demandOf(header, request.content instanceof BodySource);
    if (demand === null) return undefined;
    if (request.content instanceof BodySource && !request.content.replayable) {
      const what = `${request.method} ${request.url}`;
      throw new UnrewindableBodyError(`${what} has to be sent again with credentials, and its body cannot be`, {
        request,
        response,
      });
    }
    const { origin } = request.target;
    this.demands.delete(origin);
    if (this.demands.size >= MOST_ORIGINS) this.demands.delete(this.demands.keys().next().value!);
    this.demands.set(origin, demand);
    return this.sign(request, demand);
  }

  private sign(request: PreparedRequest, demand: Demand): PreparedRequest {
    return request.copy({ headers: { Authorization: this.header(request, demand) } });
  }

  /** requests: `build_digest_header`, with the same order and quotes. */
  private header(request: PreparedRequest, demand: Demand): string {
    const { realm, nonce, opaque, algorithm, hash, isSession, qop, firstCnonce } = demand;
    const digest = (data: string | Uint8Array): string => createHash(hash).update(data).digest('hex');
    demand.count++;
    const count = demand.count.toString(16).padStart(8, '0');
    const cnonce = demand.count === 1 || isSession ? firstCnonce : newCnonce();
    const secret = digest(`${this.username}:${realm}:${this.password}`);
    const key = isSession ? digest(`${secret}:${nonce}:${firstCnonce}`) : secret;
    let what = `${request.method}:${request.path}`;
    if (qop === 'auth-int') what += `:${digest(request.body ?? '')}`;
    const middle = qop === null ? nonce : `${nonce}:${count}:${cnonce}:${qop}`;
    // What is not ASCII goes as UTF-8, as requests' own hashes do.
    let header = `Digest username=${quoted(this.username)}, realm=${quoted(realm)}, nonce=${quoted(nonce)}, uri="${request.path}", response="${digest(`${key}:${middle}:${digest(what)}`)}"`;
    if (opaque !== null) header += `, opaque=${quoted(opaque)}`;
    if (algorithm !== null) header += `, algorithm="${algorithm}"`;
    if (qop !== null) header += `, qop="${qop}", nc=${count}, cnonce="${cnonce}"`;
    return header;
  }
}

function newCnonce(): string {
  return randomBytes(16).toString('hex');
}

function quoted(text: string): string {
  return `"${Buffer.from(text.replace(/[\\"]/g, String.raw`\$&`), 'utf8').toString('latin1')}"`;
}

/** What the strongest digest challenge of a header that can be answered asks for; null for none. */
function demandOf(header: string, streamed: boolean): Demand | null {
  let best: Demand | null = null;
  let bestRank = Infinity;
  for (const { scheme, parameters } of parseChallenges(header)) {
    if (scheme !== 'digest') continue;
    const algorithm = parameters.get('algorithm') ?? null;
    const [, name, session] = /^(.*?)(-sess)?$/i.exec((algorithm ?? 'MD5').toLowerCase())!;
    const hash = HASHES.get(name!);
    const realm = parameters.get('realm');
    const nonce = parameters.get('nonce');
    const qop = qopOf(parameters.get('qop'), streamed);
    const rank = PREFERENCE.indexOf(name!);
    if (hash === undefined || realm === undefined || nonce === undefined || qop === undefined) continue;
    if (rank >= bestRank) continue;
    bestRank = rank;
    best = {
      realm: fromWire(realm),
      nonce: fromWire(nonce),
      opaque: parameters.has('opaque') ? fromWire(parameters.get('opaque')!) : null,
      algorithm,
      hash,
      isSession: session !== undefined,
      qop,
      count: 0,
      firstCnonce: newCnonce(),
    };
  }
  return best;
}

/** Headers come as Latin-1; what a server has written in UTF-8 is hashed and sent back as it was. */
function fromWire(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  const decoded = bytes.toString('utf8');
  return Buffer.from(decoded, 'utf8').equals(bytes) ? decoded : text;
}

/** The quality of protection to use; null for the old kind without, undefined if none can be given. */
function qopOf(offered: string | undefined, streamed: boolean): Demand['qop'] | undefined {
  if (offered === undefined || offered === '') return null;
  const names = offered.toLowerCase().split(/[\s,]+/);
  if (names.includes('auth')) return 'auth';
  // The hash of a streamed body is not known before it is sent.
  return names.includes('auth-int') && !streamed ? 'auth-int' : undefined;
}

// For `console.log`: who, and no secret.
Object.defineProperty(DigestAuth.prototype, inspect.custom, {
  value(this: DigestAuth): string {
    return `DigestAuth { ${this.username} }`;
  },
});
