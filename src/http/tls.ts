/**
 * TLS: which certificates are accepted, and which is shown.
 *
 * Each way to do TLS has a key, and connections are kept apart by it: one that was made without verification never
 * carries a request that asks for it. TLS sessions are kept apart with them.
 *
 * requests: `verify` and `cert`.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { show } from '../hub/validate.ts';
import { RequestException } from './errors.ts';
import { checkOptions } from './options.ts';
import type { Tls, TlsOptions } from './route.ts';
import type { CertGiven, VerifyGiven } from './route-options.ts';

/** Those that have been seen, by key: files are read each time, as they may have changed, and checked once. */
const known = new Map<string, Tls>();
const MANY = 100;

/**
 * The way to do TLS that `verify` and `cert` stand for; null is Node's own.
 *
 * @throws TypeError; RequestException for a file that cannot be read, or holds no certificate or key.
 */
export function tlsOf(verify: VerifyGiven, cert: CertGiven): Tls | null {
  const options: TlsOptions = { ...verification(verify), ...identity(cert) };
  const names = Object.keys(options);
  if (names.length === 0) return null;
  const hash = createHash('sha256');
  for (const name of names) {
    const value: unknown = Reflect.get(options, name);
    const parts = Array.isArray(value) ? (value as string[]) : [value];
    for (const part of parts) {
      const bytes = part instanceof Uint8Array ? part : String(part);
      hash.update(`${name}:${bytes.length}:`).update(bytes);
    }
  }
  const key = hash.digest('base64');
  let tls = known.get(key);
  if (tls === undefined) {
    check(options);
    tls = { key, options };
    if (known.size >= MANY) known.clear();
    known.set(key, tls);
  }
  return tls;
}

function check(options: TlsOptions): void {
  try {
    for (const pem of options.ca ?? []) new X509Certificate(pem);
    createSecureContext(options as SecureContextOptions);
  } catch (cause) {
    const which = options.cert === undefined && options.pfx === undefined ? 'verify' : 'verify or cert';
    throw new RequestException(`${which} cannot be used: ${(cause as Error).message}`, { cause });
  }
}

const PEM = '-----BEGIN ';

function fileAt(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new RequestException(`${what} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** PEM text is taken as it is, anything else for a path. */
function textOf(given: string | Uint8Array, what: string): string {
  if (typeof given !== 'string') return Buffer.from(given).toString('latin1');
  return given.includes(PEM) ? given : fileAt(given, what).toString('latin1');
}

function verification(verify: VerifyGiven): TlsOptions {
  if (verify === undefined || verify === null || verify === true) return {};
  if (verify === false) return { rejectUnauthorized: false };
  const list: readonly unknown[] = Array.isArray(verify) ? verify : [verify];
  const isList = list.length !== 0 && list.every((item) => typeof item === 'string' || item instanceof Uint8Array);
  if (!isList) {
    throw new TypeError(`verify must be true, false, or certificates as PEM or paths: received ${show(verify)}`);
  }
  const ca = (list as (string | Uint8Array)[]).map((item) => textOf(item, 'verify'));
  return { ca, rejectUnauthorized: true };
}

const CERT_PARTS = ['cert', 'key', 'pfx', 'passphrase'];

function identity(cert: CertGiven): TlsOptions {
  if (cert === undefined || cert === null) return {};
  if (typeof cert === 'string') {
    const both = textOf(cert, 'cert');
    return { cert: both, key: both };
  }
  if (isPair(cert)) return { cert: textOf(cert[0], 'cert'), key: textOf(cert[1], 'the key of cert') };
  if (typeof cert !== 'object' || Array.isArray(cert) || cert instanceof Uint8Array) {
    throw new TypeError(`cert must be a path, [cert, key] or { cert, key, passphrase, pfx }: received ${show(cert)}`);
  }
  const { cert: chain, key, pfx, passphrase } = cert;
  checkOptions(cert, CERT_PARTS);
  const options: TlsOptions = {};
  if (pfx !== undefined) options.pfx = typeof pfx === 'string' ? fileAt(pfx, 'the pfx of cert') : pfx;
  if (chain !== undefined) options.cert = textOf(chain, 'cert');
  if (chain !== undefined || key !== undefined) options.key = textOf(key ?? chain!, 'the key of cert');
  if (passphrase !== undefined) options.passphrase = passphrase;
  if (options.pfx === undefined && options.cert === undefined) {
    throw new TypeError('cert must have a cert or a pfx: received an object without');
  }
  return options;
}

function isPair(cert: object): cert is readonly [string | Uint8Array, string | Uint8Array] {
  return (
    Array.isArray(cert) &&
    cert.length === 2 &&
    cert.every((item) => typeof item === 'string' || item instanceof Uint8Array)
  );
}
