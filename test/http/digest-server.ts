/**
 * The server's side of Digest, for tests: written from RFC 7616 and checked against headers that Python's requests made.
 */
import { createHash } from 'node:crypto';

/** The parameters of a Digest header as they stand in it, and whether each is in quotes. */
export function parametersOf(header: string): { values: Record<string, string>; quoted: string[] } {
  const values: Record<string, string> = {};
  const quoted: string[] = [];
  for (const [, name, text, plain] of header.matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)) {
    values[name!] = text === undefined ? plain! : text.replace(/\\(.)/g, '$1');
    if (text !== undefined) quoted.push(name!);
  }
  return { values, quoted };
}

/** The `response` that the other parameters of a header require. */
export function expectedResponse(header: string, method: string, password: string, body = ''): string {
  const { values } = parametersOf(header);
  const [, name, session] = /^(.*?)(-sess)?$/i.exec(values['algorithm'] ?? 'MD5')!;
  const hash = name!.toLowerCase() === 'sha' ? 'sha1' : name!.toLowerCase().replace('sha-', 'sha');
  const digest = (text: string): string => createHash(hash).update(text, 'utf8').digest('hex');
  const { username, realm, nonce, uri, nc, cnonce, qop } = values;
  const user = Buffer.from(username!, 'latin1').toString('utf8');
  const secret = digest(`${user}:${realm}:${password}`);
  const key = session === undefined ? secret : digest(`${secret}:${nonce}:${cnonce}`);
  const what = digest(`${method}:${uri}${qop === 'auth-int' ? `:${digest(body)}` : ''}`);
  return digest(qop === undefined ? `${key}:${nonce}:${what}` : `${key}:${nonce}:${nc}:${cnonce}:${qop}:${what}`);
}
