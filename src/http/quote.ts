/**
 * Percent-encoding, byte for byte as requests and urllib3 do it.
 */
import { Buffer } from 'node:buffer';

const UNRESERVED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-';

/** What urllib3 leaves as it is in each part of a URL. */
export const USERINFO: CharacterSet = characterSet(`${UNRESERVED}!$&'()*+,;=:`);
export const PATH: CharacterSet = characterSet(`${UNRESERVED}!$&'()*+,;=:@/`);
export const QUERY: CharacterSet = characterSet(`${UNRESERVED}!$&'()*+,;=:@/?`);

const SAFE: CharacterSet = characterSet(`${UNRESERVED}!#$%&'()*+,/:;=?@[]`);
const SAFE_WITHOUT_PERCENT: CharacterSet = characterSet(`${UNRESERVED}!#$&'()*+,/:;=?@[]`);
const UNRESERVED_SET: CharacterSet = characterSet(UNRESERVED);

/** Which of the bytes below 128 may stand unencoded. */
export type CharacterSet = readonly boolean[];

function characterSet(characters: string): CharacterSet {
  const set = new Array<boolean>(256).fill(false);
  for (let i = 0; i < characters.length; i++) set[characters.charCodeAt(i)] = true;
  return set;
}

const HEX: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
);

function encode(text: string, allowed: CharacterSet, keepPercent: boolean): string {
  const bytes = Buffer.from(text, 'utf8');
  let encoded = '';
  for (const byte of bytes) {
    encoded += (byte === 0x25 && keepPercent) || allowed[byte]! ? String.fromCharCode(byte) : HEX[byte]!;
  }
  return encoded;
}

/** Encode a key or a value of a query or a form: a space becomes `+`. Python: `quote_plus`. */
export function quotePlus(text: string): string {
  return /^[\w.~-]*$/.test(text) ? text : encode(text, UNRESERVED_SET, false).replaceAll('%20', '+');
}

/** Encode what may not stand in a part of a URL; a `%` only if some `%` of it begins no escape. urllib3's rule. */
export function encodeInvalid(part: string, allowed: CharacterSet): string {
  let escapes = 0;
  const upper = part.replace(/%[a-fA-F0-9]{2}/g, (escape) => {
    escapes++;
    return escape.toUpperCase();
  });
  return encode(upper, allowed, escapes === upper.split('%').length - 1);
}

/** Bring the escapes of a URL to one form: unreserved characters plain, all that is illegal encoded. */
export function requote(url: string): string {
  const parts = url.split('%');
  for (let i = 1; i < parts.length; i++) {
    const part = parts[i]!;
    const digits = part.slice(0, 2);
    if (digits.length === 2 && /^[\p{L}\p{N}]{2}$/u.test(digits)) {
      // As in requests: one escape that is none, and every % of the URL is taken for a plain one.
      if (!/^[0-9a-f]{2}$/i.test(digits)) return encode(url, SAFE_WITHOUT_PERCENT, false);
      const byte = Number.parseInt(digits, 16);
      parts[i] = UNRESERVED_SET[byte]! ? String.fromCharCode(byte) + part.slice(2) : `%${part}`;
    } else {
      parts[i] = `%${part}`;
    }
  }
  return encode(parts.join(''), SAFE, false);
}

/** Take the escapes out again, for a user and a password. */
export function unquote(text: string): string {
  const bytes = text.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return bytes === text ? text : Buffer.from(bytes, 'latin1').toString('utf8');
}
