/**
 * The header lines of a response exactly as they came, packed until somebody asks for them.
 *
 * undici gives a Buffer for each name and each value; kept, those of a small response are larger than all the rest of it,
 * and ten thousand responses keep the collector busy. They are pieces of one packet, so that one string holds them all.
 */
import { Buffer } from 'node:buffer';

const COLON = 0x3a;
const SPACE = 0x20;
const RETURN = 0x0d;
const NEWLINE = 0x0a;

/** Header lines that came in one packet: `Name: value`, with CR and LF between them. */
export class PackedHeaders {
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Names and values in turn. */
  unpack(): string[] {
    const flat: string[] = [];
    for (const line of this.text.split('\r\n')) {
      // Of the parser's, so that a name has no colon and a value no line break.
      const colon = line.indexOf(':');
      flat.push(line.slice(0, colon), line.slice(colon + 2));
    }
    return flat;
  }
}

/** Header lines as they came, packed or as names and values in turn. */
export type RawHeaders = PackedHeaders | readonly string[];

/** What to keep of `raw`, which a dispatcher gives as raw headers; null if it is no list of names and values. */
export function keepHeaders(raw: unknown): RawHeaders | null {
  if (!Array.isArray(raw) || raw.length % 2 !== 0) return null;
  return packed(raw) ?? unpacked(raw);
}

/** The text of `raw` if it lies in one piece, with nothing but what separates lines between its parts; else null. */
function packed(raw: readonly unknown[]): PackedHeaders | null {
  const first = raw[0];
  const last = raw[raw.length - 1];
  if (!(first instanceof Uint8Array && last instanceof Uint8Array)) return null;
  const { buffer, byteOffset: start } = first;
  const length = last.byteOffset + last.byteLength - start;
  if (last.buffer !== buffer || length <= 0) return null;
  const text = Buffer.from(buffer, start, length).toString('latin1');
  // What came in several packets was put together elsewhere: such parts may lie side by side by chance.
  let at = 0;
  for (let i = 0; i < raw.length; i += 2) {
    // What is no bytes has no such buffer.
    const name = raw[i] as Uint8Array | null | undefined;
    const value = raw[i + 1] as Uint8Array | null | undefined;
    if (name?.buffer !== buffer || value?.buffer !== buffer) return null;
    if (name.byteOffset !== start + at) return null;
    at += name.length;
    if (text.charCodeAt(at) !== COLON || text.charCodeAt(at + 1) !== SPACE) return null;
    at += 2;
    if (value.byteOffset !== start + at) return null;
    at += value.length;
    if (i + 2 === raw.length) break;
    if (text.charCodeAt(at) !== RETURN || text.charCodeAt(at + 1) !== NEWLINE) return null;
    at += 2;
  }
  return new PackedHeaders(text);
}

/** The names and values in turn; null if some are neither text nor bytes, as the lists that MockAgent may give. */
function unpacked(raw: readonly unknown[]): string[] | null {
  const flat: string[] = [];
  for (const part of raw) {
    if (typeof part === 'string') flat.push(part);
    else if (part instanceof Uint8Array)
      flat.push(Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('latin1'));
    else return null;
  }
  return flat;
}
