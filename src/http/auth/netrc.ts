/**
 * netrc: credentials by host from the file that ftp and curl use.
 *
 * requests reads it for every request that has no `auth`, and lets it override a header; here it is used on request only.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { PreparedRequest } from '../prepared-request.ts';
import type { Auth } from './auth.ts';
import { basicHeader } from './basic.ts';

interface Login {
  readonly user: string;
  readonly password: string;
}

/**
 * Basic credentials from a netrc file, for the hosts that it names; by exact name, without the port.
 *
 * ```ts
 * const session = new requests.Session({ auth: new requests.NetrcAuth() });
 * ```
 *
 * User and password of a URL win over it.
 *
 * requests: `get_netrc_auth`, by default.
 */
export class NetrcAuth implements Auth {
  private readonly logins: ReadonlyMap<string, Login>;
  private readonly fallback: Login | null;

  /**
   * @param path the file; by default `$NETRC`, else `~/.netrc`, else `~/_netrc`.
   * @throws Node's error if the file is named, by `path` or `$NETRC`, and cannot be read; Error if it is malformed.
   */
  constructor(path?: string) {
    const logins = parseNetrc(readNetrc(path));
    this.fallback = logins.get('default ') ?? null;
    this.logins = logins;
  }

  /** With the credentials for its host, unless it has others. */
  onRequest(request: PreparedRequest): PreparedRequest | undefined {
    if (request.headers.has('authorization')) return undefined;
    const login = this.logins.get(request.target.host) ?? this.fallback;
    // An entry that says nothing, such as a bare `default`, is no credentials.
    if (login === null || (login.user === '' && login.password === '')) return undefined;
    return request.copy({ headers: { Authorization: basicHeader(login.user, login.password) } });
  }
}

function readNetrc(path: string | undefined): string {
  const named = path ?? process.env['NETRC'];
  if (named !== undefined && named !== '') return readFileSync(named, 'utf8');
  for (const name of ['.netrc', '_netrc']) {
    try {
      return readFileSync(join(homedir(), name), 'utf8');
    } catch (error) {
      if (Reflect.get(error as object, 'code') !== 'ENOENT') throw error;
    }
  }
  return '';
}

/** The logins by host; that of `default` under a name that no host can have. */
function parseNetrc(text: string): Map<string, Login> {
  // A macro goes on to the next empty line.
  const plain = text
    .replace(/^[ \t]*macdef[ \t][^]*?(?:\n[ \t]*\r?\n|$(?![^]))/gm, '\n')
    .replace(/(^|\s)#[^\n]*/g, '$1');
  const tokens = (plain.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []).map((token) =>
    token.startsWith('"') ? token.slice(1, -1).replace(/\\(.)/g, '$1') : token,
  );
  const logins = new Map<string, Login>();
  for (let at = 0; at < tokens.length;) {
    const word = tokens[at++];
    if (word !== 'machine' && word !== 'default') throw malformed();
    const host = word === 'default' ? 'default ' : tokens[at++]?.toLowerCase();
    if (host === undefined) throw malformed();
    let user = '';
    let password = '';
    for (; ; at += 2) {
      const field = tokens[at];
      if (field !== 'login' && field !== 'user' && field !== 'password' && field !== 'account') break;
      const value = tokens[at + 1];
      if (value === undefined) throw malformed();
      if (field === 'password') password = value;
      else if (field !== 'account') user = value;
    }
    if (!logins.has(host)) logins.set(host, { user, password });
  }
  return logins;
}

function malformed(): Error {
  // Nothing of the file is shown: it holds passwords.
  return new Error('the netrc file is malformed');
}

// For `console.log`: no secret.
Object.defineProperty(NetrcAuth.prototype, inspect.custom, {
  value(): string {
    return 'NetrcAuth {}';
  },
});
