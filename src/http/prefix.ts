/**
 * The beginning of a URL that a dispatcher is mounted at.
 *
 * It ends at a boundary: `http://localhost` is not the beginning of `http://localhost.evil.com/`, nor of
 * `http://localhost:8080/`, as it is in requests.
 */
import { show } from '../hub/validate.ts';
import { InvalidURL } from './errors.ts';
import type { Target } from './url.ts';

const ANY_HOST = /^(https?):\/\/$/i;
const DEFAULT_PORTS = { http: 80, https: 443 };

/** A scheme, with a host and its port or without, and the beginning of a path. */
export class Prefix {
  /** The longer one of two is the more particular. */
  readonly length: number;
  private readonly scheme: string;
  /** Null for any. */
  private readonly host: string | null;
  private readonly port: number;
  private readonly path: string;

  /** @throws InvalidURL */
  constructor(given: string) {
    const anyHost = ANY_HOST.exec(given);
    const url = anyHost === null && URL.canParse(given) ? new URL(given) : null;
    const scheme = anyHost !== null ? anyHost[1]!.toLowerCase() : url?.protocol.slice(0, -1);
    if ((scheme !== 'http' && scheme !== 'https') || url?.search || url?.hash || url?.username) {
      throw new InvalidURL(`prefix must be the beginning of an http or https URL: received ${show(given)}`);
    }
    this.scheme = scheme;
    this.host = url === null ? null : url.hostname;
    this.port = url === null || url.port === '' ? DEFAULT_PORTS[scheme] : Number(url.port);
    this.path = url === null ? '/' : url.pathname;
    this.length = url === null ? 0 : this.path.length;
  }

  /** Whether `target` begins with this. */
  includes(target: Target): boolean {
    if (target.scheme !== this.scheme) return false;
    if (this.host === null) return true;
    if (target.host !== this.host || (target.port ?? DEFAULT_PORTS[target.scheme]) !== this.port) return false;
    if (!target.path.startsWith(this.path)) return false;
    const next = target.path[this.path.length];
    return this.path.endsWith('/') || next === undefined || next === '/' || next === '?';
  }

  equals(other: Prefix): boolean {
    return (
      other.scheme === this.scheme && other.host === this.host && other.port === this.port && other.path === this.path
    );
  }
}
