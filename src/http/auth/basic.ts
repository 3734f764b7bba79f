/**
 * Basic credentials: RFC 7617.
 *
 * requests: `_basic_auth_str`, which fails for what is not Latin-1; here that is sent as UTF-8.
 */
import { Buffer } from 'node:buffer';

/** The value of the Authorization header. */
export function basicHeader(user: string, password: string): string {
  const text = `${user}:${password}`;
  return `Basic ${Buffer.from(text, isLatin1(text) ? 'latin1' : 'utf8').toString('base64')}`;
}

function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return false;
  return true;
}
