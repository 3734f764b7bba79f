/**
 * Tunnel: a connection to a host through a proxy, by CONNECT or SOCKS 5.
 *
 * One attempt, and every failure on the way to the host is a `ProxyFault`: undici's own ProxyAgent cannot tell a proxy
 * that refuses from a host that does, and asks one that drops connections again without end (nodejs/undici#3897).
 */
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { Lookup } from '../dns-options.ts';
import type { Tls } from '../route.ts';
import { type Proxy, ProxyFault } from './proxy.ts';
import { SocksHandshake } from './socks5.ts';
import type { Handshake } from './tunnel-handshake.ts';

/** The head of a proxy's answer may not be longer. */
const MAX_HEAD = 16 * 1024;

/** CONNECT host:port. */
class ConnectHandshake implements Handshake {
  readonly consumed: number;
  private readonly proxy: Proxy;
  private readonly authority: string;

  constructor(proxy: Proxy, authority: string) {
    this.consumed = 0;
    this.proxy = proxy;
    this.authority = authority;
  }

  greet(): string {
    const { authorization } = this.proxy;
    const credentials = authorization === null ? '' : `Proxy-Authorization: ${authorization}\r\n`;
    return `CONNECT ${this.authority} HTTP/1.1\r\nHost: ${this.authority}\r\n${credentials}\r\n`;
  }

  hear(bytes: Buffer): number | null {
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) {
      if (bytes.length > MAX_HEAD) throw this.fault('has answered CONNECT with no end');
      return null;
    }
    const [line = ''] = bytes.toString('latin1', 0, end).split('\r\n');
    const status = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/.exec(line);
    if (status === null) throw this.fault('has answered CONNECT with what is not HTTP');
    if (!status[1]!.startsWith('2')) throw this.fault(`has answered CONNECT with ${line.slice(9)}`);
    return end + 4;
  }

  private fault(what: string): ProxyFault {
    return new ProxyFault(`the proxy ${this.proxy.origin} ${what}`);
  }
}

/** Where a tunnel leads. */
export interface TunnelEnd {
  /** Without brackets. */
  readonly hostname: string;
  readonly port: number;
}

/** How the proxy is reached. */
export interface Access {
  /** How to do TLS with the proxy itself, if it is an https one. */
  readonly tls: Tls | null;
  /** Looks hosts up; null as Node does it. */
  readonly lookup: Lookup | null;
}

/** Told of what comes of a tunnel. */
export type Opened = (error: Error | null, socket: Socket | null) => void;

/**
 * Open a tunnel.
 *
 * @returns the socket to the proxy; destroying it ends the attempt.
 */
export function openTunnel(proxy: Proxy, { tls, lookup }: Access, end: TunnelEnd, opened: Opened): Socket {
  const { hostname, port } = end;
  const authority = hostname.includes(':') ? `[${hostname}]:${port}` : `${hostname}:${port}`;
  const handshake = proxy.scheme.startsWith('socks')
    ? new SocksHandshake(proxy, hostname, port, lookup)
    : new ConnectHandshake(proxy, authority);
  const isTls = proxy.scheme === 'https';
  const place = { host: proxy.host, port: proxy.port, ...(lookup === null ? null : { lookup }) };
  const socket = isTls
    ? connectTls({
        ...tls?.options,
        ...place,
        ...serverName(proxy.host),
      } as ConnectionOptions)
    : connect(place);
  let heard: Buffer = Buffer.alloc(0);

  function settle(error: Error | null): void {
    socket.off('data', hear);
    socket.off('error', fail);
    socket.off('close', close);
    if (error === null) {
      opened(null, socket);
      return;
    }
    socket.on('error', () => undefined);
    socket.destroy();
    opened(error, null);
  }
  function fail(cause: Error): void {
    settle(new ProxyFault(`the proxy ${proxy.origin} cannot be used: ${wordsOf(cause)}`, { cause }));
  }
  function close(): void {
    settle(new ProxyFault(`the proxy ${proxy.origin} has closed the connection before there was a tunnel`));
  }
  function hear(bytes: Buffer): void {
    heard = Buffer.concat([heard, bytes]);
    try {
      for (;;) {
        const answer = handshake.hear(heard);
        if (answer === null) return;
        if (typeof answer === 'number') {
          socket.pause();
          const rest = heard.subarray(answer);
          if (rest.length !== 0) socket.unshift(rest);
          settle(null);
          return;
        }
        heard = heard.subarray(handshake.consumed);
        socket.write(answer);
      }
    } catch (error) {
      settle(error as Error);
    }
  }
  socket.once(isTls ? 'secureConnect' : 'connect', () => {
    if (!(handshake instanceof SocksHandshake)) {
      socket.write(handshake.greet());
      return;
    }
    handshake.prepare().then(() => socket.write(handshake.greet()), settle);
  });
  socket.on('data', hear).on('error', fail).on('close', close);
  socket.setNoDelay(true);
  return socket;
}

/** A name for the certificate: an address has none. */
function serverName(host: string): { servername?: string } {
  return /^[\d.]+$|:/.test(host) ? {} : { servername: host };
}

function wordsOf(cause: Error & { code?: string; errors?: Error[] }): string {
  return cause.errors?.[0]?.message || cause.message || cause.code || 'unknown';
}
