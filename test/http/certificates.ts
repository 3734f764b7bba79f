/**
 * Certificates for tests, made by the openssl command; null where there is none.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate with its key, as files and as PEM. */
export interface Identity {
  readonly certPath: string;
  readonly keyPath: string;
  readonly cert: string;
  readonly key: string;
}

/** An authority and those it vouches for. */
export interface Certificates {
  readonly folder: string;
  readonly authority: Identity;
  /** For 127.0.0.1 and localhost. */
  readonly server: Identity;
  /** For another.test, and so the wrong one for 127.0.0.1. */
  readonly another: Identity;
  /** Not valid any more. */
  readonly expired: Identity;
  readonly client: Identity;
  /** `client`, as PKCS 12 with the password 'secret'. */
  readonly clientPfx: string;
  /** `client`, its key encrypted with the password 'secret'. */
  readonly lockedKey: string;
  remove(): void;
}

export function makeCertificates(): Certificates | null {
  const folder = mkdtempSync(join(tmpdir(), 'greenlets-tls-'));
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe', cwd: folder });
  try {
    openssl('version');
  } catch {
    rmSync(folder, { recursive: true });
    console.warn('skipped: the openssl command is not there, so no certificates can be made');
    return null;
  }
  const load = (name: string): Identity => ({
    certPath: at(`${name}.pem`),
    keyPath: at(`${name}.key`),
    cert: readFileSync(at(`${name}.pem`), 'utf8'),
    key: readFileSync(at(`${name}.key`), 'utf8'),
  });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '2',
    '-subj',
    '/CN=greenlets test authority',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  const issue = (name: string, extension: string, days: readonly string[]): Identity => {
    openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    writeFileSync(at(`${name}.ext`), extension);
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      ...days,
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    );
    return load(name);
  };
  const local = 'subjectAltName=IP:127.0.0.1,DNS:localhost';
  const server = issue('server', local, ['-days', '2']);
  const another = issue('another', 'subjectAltName=DNS:another.test', ['-days', '2']);
  // The day before yesterday; older versions of openssl take no dates.
  const expired = issue('expired', local, ['-days', '-1']);
  const client = issue('client', 'extendedKeyUsage=clientAuth', ['-days', '2']);
  openssl(
    'pkcs12',
    '-export',
    '-in',
    'client.pem',
    '-inkey',
    'client.key',
    '-passout',
    'pass:secret',
    '-out',
    'client.pfx',
  );
  openssl('ec', '-in', 'client.key', '-aes256', '-passout', 'pass:secret', '-out', 'locked.key');
  return {
    folder,
    authority: load('ca'),
    server,
    another,
    expired,
    client,
    clientPfx: at('client.pfx'),
    lockedKey: at('locked.key'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
