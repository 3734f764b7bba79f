/**
 * The client's half of a SOCKS 5 handshake (RFC 1928), with user and password (RFC 1929) or without.
 */
import { lookup as systemLookup } from 'node:dns';
import { isIP } from 'node:net';
import type { Lookup } from '../dns-options.ts';
import type { Handshake } from './tunnel-handshake.ts';
import { type Proxy, ProxyFault } from './proxy.ts';

const VERSION = 5;
const NO_AUTH = 0;
const PASSWORD = 2;

const REFUSALS: readonly string[] = [
  '',
  'general failure',
  'not allowed by its rules',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'time to live expired',
  'command not supported',
  'address type not supported',
];

/** Where the handshake is. */
type Phase = 'method' | 'password' | 'reply';

/** Asks a SOCKS 5 proxy for a connection to a host. */
export class SocksHandshake implements Handshake {
  consumed: number;
  private readonly proxy: Proxy;
  private readonly lookup: Lookup;
  private host: string;
  private readonly port: number;
  private phase: Phase;

  constructor(proxy: Proxy, host: string, port: number, lookup: Lookup | null) {
    this.consumed = 0;
    this.proxy = proxy;
    this.lookup = lookup ?? systemLookup;
    this.host = host;
    this.port = port;
    this.phase = 'method';
  }

  /** Look the host's name up, unless the proxy is to. */
  async prepare(): Promise<void> {
    if (this.proxy.scheme === 'socks5h' || isIP(this.host) !== 0) return;
    this.host = await new Promise((resolve, reject) => {
      this.lookup(this.host, {}, (error, address) => (error === null ? resolve(address as string) : reject(error)));
    });
  }

  greet(): Uint8Array {
    return this.proxy.user === null ? Buffer.of(VERSION, 1, NO_AUTH) : Buffer.of(VERSION, 2, NO_AUTH, PASSWORD);
  }

  hear(bytes: Buffer): number | Uint8Array | null {
    if (bytes.length < 2) return null;
    if (this.phase === 'reply') return this.reply(bytes);
    this.consumed = 2;
    if (this.phase === 'password') {
      if (bytes[1] !== 0) throw this.fault('does not accept the user and password');
      return this.ask();
    }
    if (bytes[0] !== VERSION) throw this.fault('does not speak SOCKS 5');
    if (bytes[1] === NO_AUTH) return this.ask();
    if (bytes[1] !== PASSWORD || this.proxy.user === null)
      throw this.fault('accepts no way to log in that was offered');
    this.phase = 'password';
    const user = Buffer.from(this.proxy.user, 'utf8');
    const password = Buffer.from(this.proxy.password, 'utf8');
    if (user.length > 255 || password.length > 255)
      throw this.fault('takes no user or password of more than 255 bytes');
    return Buffer.concat([Buffer.of(1, user.length), user, Buffer.of(password.length), password]);
  }

  private ask(): Uint8Array {
    this.phase = 'reply';
    return Buffer.concat([Buffer.of(VERSION, 1, 0), addressOf(this.host), Buffer.of(this.port >> 8, this.port & 255)]);
  }

  private reply(bytes: Buffer): number | null {
    if (bytes[0] !== VERSION) throw this.fault('does not speak SOCKS 5');
    const refusal = bytes[1]!;
    if (refusal !== 0) throw this.fault(`cannot connect: ${REFUSALS[refusal] ?? `error ${refusal}`}`);
    if (bytes.length < 5) return null;
    const type = bytes[3];
    const length = type === 1 ? 4 : type === 4 ? 16 : 1 + bytes[4]!;
    const all = 4 + length + 2;
    return bytes.length < all ? null : all;
  }

  private fault(what: string): ProxyFault {
    return new ProxyFault(`the proxy ${this.proxy.origin} ${what}`);
  }
}

/** The type of an address, and the address. */
function addressOf(host: string): Buffer {
  if (isIP(host) === 4) return Buffer.from([1, ...host.split('.').map(Number)]);
  if (isIP(host) === 6) return Buffer.from([4, ...ipv6Bytes(host)]);
  const name = Buffer.from(host, 'latin1');
  return Buffer.concat([Buffer.of(3, name.length), name]);
}

function wordsOf(part: string): number[] {
  return part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16));
}

function ipv6Bytes(address: string): number[] {
  // URL writes what is embedded as IPv4 in hexadecimal.
  const plain = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail] = plain.split('::');
  const [before, after] = [wordsOf(head), wordsOf(tail ?? '')];
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<number>(gap).fill(0), ...after].flatMap((word) => [word >> 8, word & 255]);
}
