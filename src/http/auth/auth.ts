/**
 * auth: who the user is, from what was given as `auth` to what signs the request.
 *
 * Basic and Bearer are a header and nothing more, made when the request is; only what has to see the request or its
 * response on the way is an `Auth` object.
 */
import { show } from '../../hub/validate.ts';
import { InvalidHeader } from '../errors.ts';
import type { PreparedRequest } from '../prepared-request.ts';
import type { Response } from '../response.ts';
import { basicHeader } from './basic.ts';

/**
 * Credentials that have to see the request. Either function may be a generator function or return a promise.
 *
 * requests: `AuthBase`, and the hooks that it registers.
 */
export interface Auth {
  /** Called with each request before it is sent; gives the request to send, a `copy` of it, or nothing. */
  onRequest?(request: PreparedRequest): unknown;
  /**
   * Called with each response; gives another request to send in its place, or nothing. The response then is in
   * `history`. `attempt` is how many requests were given before; after ten it is not called any more.
   */
  onResponse?(response: Response, attempt: number): unknown;
}

/** What may be given as `auth`. */
export type AuthGiven =
  | readonly [user: string, password: string]
  | {
      /** Who asks, for Basic authentication. */
      readonly username: string;
      /** And the password. */
      readonly password: string;
    }
  | {
      /** A token, sent as `Authorization: Bearer`. */
      readonly bearer: string;
    }
  | Auth
  | ((request: PreparedRequest) => unknown);

/** Credentials in the form that they are used in: the value of the Authorization header, or an object. */
export type Credentials = string | Auth;

/**
 * The credentials that `auth` stands for.
 *
 * @throws TypeError for what is none; InvalidHeader for a token that cannot be sent. No message shows a secret.
 */
export function credentialsOf(auth: unknown): Credentials {
  if (typeof auth === 'function') return { onRequest: auth as (request: PreparedRequest) => unknown };
  if (Array.isArray(auth)) {
    const [user, password] = auth as unknown[];
    if (auth.length === 2 && typeof user === 'string' && typeof password === 'string')
      return basicHeader(user, password);
    throw new TypeError('auth must be a pair of two strings, the user and the password');
  }
  if (typeof auth === 'object' && auth !== null) {
    if ('bearer' in auth) return bearerHeader(auth.bearer);
    if ('username' in auth && 'password' in auth) return fromObject(auth.username, auth.password, auth);
    if (hasFunction(auth, 'onRequest') || hasFunction(auth, 'onResponse')) return auth;
  }
  throw new TypeError(
    `auth must be [user, password], { username, password }, { bearer }, a function or an object with onRequest or onResponse: received ${kindOf(auth)}`,
  );
}

function fromObject(username: unknown, password: unknown, auth: object): Credentials {
  // Digest credentials have these as well.
  if (hasFunction(auth, 'onRequest')) return auth;
  if (typeof username === 'string' && typeof password === 'string') return basicHeader(username, password);
  throw new TypeError('username and password of auth must be strings');
}

function bearerHeader(token: unknown): string {
  if (typeof token !== 'string') throw new TypeError('bearer of auth must be a string');
  if (!/^[!-~]+$/.test(token)) throw new InvalidHeader('bearer of auth has a space or a character that cannot be sent');
  return `Bearer ${token}`;
}

function hasFunction(given: object, name: string): boolean {
  return typeof Reflect.get(given, name) === 'function';
}

function kindOf(given: unknown): string {
  return typeof given === 'object' || typeof given === 'undefined' ? show(given) : `a ${typeof given}`;
}
