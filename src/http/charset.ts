/**
 * From bytes to text: which charset, and the decoding.
 *
 * requests takes text without a charset for Latin-1, which is its most reported bug. Here a byte order mark, the `<meta>`
 * of a page or valid UTF-8 decide, and windows-1252 is the last resort, as in browsers.
 */
import { Buffer, isUtf8 } from 'node:buffer';

/** What windows-1252 has at 0x80 to 0x9f; Node 20's own decoder has control characters there. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Python's rule, which browsers do not share: Latin-1 is Latin-1 and not windows-1252. */
const LATIN_1 = new Set(['iso-8859-1', 'latin1', 'latin-1', 'iso8859-1', 'iso_8859-1', 'l1']);

/** The charset that the headers tell: the parameter, utf-8 for JSON, else null. */
export function declaredCharset(contentType: string | null): string | null {
  if (contentType === null) return null;
  const charset = /;\s*charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;]*))/i.exec(contentType);
  const label = charset?.[1] ?? charset?.[2] ?? charset?.[3];
  if (label !== undefined && label !== '') return label;
  return /^\s*application\/(?:[\w.-]+\+)?json\b/i.test(contentType) ? 'utf-8' : null;
}

/** The charset that a byte order mark tells, or null. */
function markedCharset(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes[2] === 0 && bytes[3] === 0 ? 'utf-32le' : 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 0xfe && bytes[3] === 0xff) return 'utf-32be';
  return null;
}

/** The charset that the bytes suggest. requests: `apparent_encoding`, which looks at all of them statistically. */
export function apparentCharset(bytes: Uint8Array, contentType: string | null): string {
  const marked = markedCharset(bytes);
  if (marked !== null) return marked;
  if (contentType !== null && /html|xml/i.test(contentType)) {
    const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString('latin1');
    const declared =
      /<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head) ??
      /^<\?xml[^>]+encoding\s*=\s*["']([\w.:-]+)/i.exec(head);
    // What tells it in ASCII is not in UTF-16: such a page is in UTF-8, as browsers have it.
    if (declared !== null) return declared[1]!.toLowerCase().replace(/^utf-16(?:le|be)?$/, 'utf-8');
  }
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

/** The charset of JSON by its first bytes: RFC 4627, as requests does it. */
export function jsonCharset(bytes: Uint8Array): string {
  // It begins with ASCII, and a second byte that is none makes it no other charset.
  if (bytes[0]! > 0 && bytes[0]! < 0xef && bytes[1] !== 0) return 'utf-8';
  const marked = markedCharset(bytes);
  if (marked !== null) return marked;
  const zeros = [0, 1, 2, 3].map((index) => (bytes[index] === 0 ? '0' : 'x')).join('');
  if (zeros === '0x0x') return 'utf-16be';
  if (zeros === 'x0x0') return 'utf-16le';
  if (zeros === '000x') return 'utf-32be';
  if (zeros === 'x000') return 'utf-32le';
  return 'utf-8';
}

/** Decode without ever failing: what is invalid becomes U+FFFD, an unknown charset is taken for UTF-8. */
export function decodeText(bytes: Uint8Array, charset: string): string {
  const label = charset.trim().toLowerCase();
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (label === 'utf-8' || label === 'utf8') return withoutMark(buffer.toString('utf8'));
  if (LATIN_1.has(label)) return buffer.toString('latin1');
  if (label === 'windows-1252' || label === 'cp1252') {
    return buffer
      .toString('latin1')
      .replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80]!);
  }
  if (label.startsWith('utf-32')) return withoutMark(decodeUtf32(buffer, label.endsWith('be')));
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return withoutMark(buffer.toString('utf8'));
  }
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** No decoder of Node's knows UTF-32, and JSON may come in it. */
function decodeUtf32(buffer: Buffer, bigEndian: boolean): string {
  let text = '';
  for (let i = 0; i + 4 <= buffer.length; i += 4) {
    const point = bigEndian ? buffer.readUInt32BE(i) : buffer.readUInt32LE(i);
    text += point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
  }
  return text;
}
