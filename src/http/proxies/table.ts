/**
 * Which proxy a request goes through, of those that were given in one place.
 *
 * requests: `select_proxy` and `should_bypass_proxies`.
 */
import { BlockList, isIP } from 'node:net';
import { show } from '../../hub/validate.ts';
import { type Proxy, proxyOf } from './proxy.ts';

/** No proxy, and no looking for one elsewhere. */
export const DIRECT: unique symbol = Symbol('no proxy');

/** Where a request goes. */
interface Destination {
  readonly scheme: string;
  readonly host: string;
  readonly port: number | null;
}

type Given = string | URL | Readonly<Record<string, string | URL | null | undefined>>;

const KEY = /^(?:https?|all)(?::\/\/[^/]+)?$/;

/** Proxies by what they are for. */
export class ProxyTable {
  private readonly proxies: ReadonlyMap<string, Proxy | typeof DIRECT>;
  private readonly exceptions: Exceptions | null;

  /** @throws TypeError for a key that is none, InvalidProxyURL. */
  constructor(given: Given) {
    const proxies = new Map<string, Proxy | typeof DIRECT>();
    let noProxy: string | null = null;
    if (typeof given === 'string' || given instanceof URL) {
      proxies.set('all', proxyOf(given));
    } else {
      if (typeof given !== 'object' || Array.isArray(given)) throw wrong('proxies', given);
      for (const [name, value] of Object.entries(given)) {
        const key = name.toLowerCase();
        if (value === undefined) continue;
        if (value !== null && typeof value !== 'string' && !(value instanceof URL))
          throw wrong(`proxies.${name}`, value);
        if (key === 'no_proxy') noProxy = value === null ? null : String(value);
        else if (!KEY.test(key)) throw unknownKey(name);
        else proxies.set(key, value === null || value === '' ? DIRECT : proxyOf(value));
      }
    }
    this.proxies = proxies;
    this.exceptions = noProxy === null ? null : new Exceptions(noProxy);
  }

  /** The proxy for `target`; null if none was given for it here. */
  find(target: Destination): Proxy | typeof DIRECT | null {
    const { proxies } = this;
    const { scheme, host } = target;
    const found =
      proxies.get(`${scheme}://${host}`) ?? proxies.get(scheme) ?? proxies.get(`all://${host}`) ?? proxies.get('all');
    if (found === undefined) return null;
    return this.exceptions?.has(target) === true ? DIRECT : found;
  }
}

function wrong(name: string, value: unknown): TypeError {
  return new TypeError(`${name} must be the URL of a proxy, or an object of them: received ${show(value)}`);
}

function unknownKey(name: string): TypeError {
  return new TypeError(
    `unknown key ${show(name)} of proxies: known are http, https, all, no_proxy, and a scheme with a host such as https://example.com`,
  );
}

/** The hosts of a `no_proxy`. */
class Exceptions {
  private readonly all: boolean;
  /** Host names without a leading dot, with a port or without. */
  private readonly names: readonly string[];
  private readonly addresses: BlockList;

  constructor(list: string) {
    const items = list
      .toLowerCase()
      .replaceAll(' ', '')
      .split(',')
      .filter((item) => item !== '');
    this.all = items.includes('*');
    this.addresses = new BlockList();
    const names: string[] = [];
    for (const item of items) if (!this.addAddress(item)) names.push(item.replace(/^\*?\./, '').replace(/\.$/, ''));
    this.names = names;
  }

  private addAddress(item: string): boolean {
    const [address = '', bits] = item.replace(/^\[(.*)\]$/, '$1').split('/');
    const family = isIP(address);
    if (family === 0) return false;
    const kind = family === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) this.addresses.addAddress(address, kind);
    else if (/^\d+$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)) {
      this.addresses.addSubnet(address, Number(bits), kind);
    }
    return true;
  }

  has({ scheme, host: given, port }: Destination): boolean {
    if (this.all) return true;
    const host = given.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
    const family = isIP(host);
    if (family !== 0 && this.addresses.check(host, family === 4 ? 'ipv4' : 'ipv6')) return true;
    const withPort = `${given}:${port ?? (scheme === 'https' ? 443 : 80)}`;
    return this.names.some((name) =>
      [host, withPort].some((full) => full === name || (family === 0 && full.endsWith(`.${name}`))),
    );
  }
}
