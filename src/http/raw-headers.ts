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

/** Between the last line and the body. */
const GAP = '\r\n\r\n';

/** A body up to this size is kept with its header lines: a string is smaller than a view, its buffer, and the memory. */
const SMALL = 1024;

/** Header lines that came in one packet: `Name: value`, with CR and LF between them; and a small body that came along. */
export class PackedHeaders {
  private readonly text: string;
  /** Where the lines end. */
  private readonly end: number;

  constructor(text: string, end: number) {
    this.text = text;
    this.end = end;
  }

  /** The body, a character for each byte; null if it is kept elsewhere. */
  get body(): string | null {
    return this.hasBody ? this.text.slice(this.end + GAP.length) : null;
  }

  /** Whether the body is kept here. */
  get hasBody(): boolean {
    return this.end < this.text.length;
  }

  /** Whether Set-Cookie stands anywhere in it, as in nearly none. */
  get mentionsCookies(): boolean {
    return /set-cookie:/i.test(this.text);
  }

  /** Names and values in turn. */
  unpack(): string[] {
    const flat: string[] = [];
    for (const line of this.text.slice(0, this.end).split('\r\n')) {
      // Of the parser's, so that a name has no colon and a value no line break.
      const colon = line.indexOf(':');
      flat.push(line.slice(0, colon), line.slice(colon + 2));
    }
    return flat;
  }
}

/** Header lines as they came, packed or as names and values in turn. */
export type RawHeaders = PackedHeaders | readonly string[];

/**
 * What to keep of `raw`, which a dispatcher gives as raw headers; null if it is no list of names and values.
 *
 * @param body the whole body; it is kept too if that is as simple.
 */
export function keepHeaders(raw: unknown, body: Uint8Array | null = null): RawHeaders | null {
  if (!Array.isArray(raw) || raw.length % 2 !== 0) return null;
  return packed(raw, body) ?? unpacked(raw);
}

/** The text of `raw` if it lies in one piece, with nothing but what separates lines between its parts; else null. */
function packed(raw: readonly unknown[], body: Uint8Array | null): PackedHeaders | null {
  const first = raw[0];
  const last = raw[raw.length - 1];
  if (!(first instanceof Uint8Array && last instanceof Uint8Array)) return null;
  const { buffer, byteOffset: start } = first;
  const length = last.byteOffset + last.byteLength - start;
  if (last.buffer !== buffer || length <= 0) return null;
  const isBodyNext = body !== null && body.buffer === buffer && body.byteOffset === start + length + GAP.length;
  const hasBody = isBodyNext && body.length <= SMALL;
  const whole = hasBody ? length + GAP.length + body.length : length;
  const text = Buffer.from(buffer, start, whole).toString('latin1');
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
  return new PackedHeaders(text, length);
}

const CODING = 'content-encoding';

/** The Content-Encoding among header lines as undici has them; null without one. */
export function codingIn(raw: unknown): string | null {
  if (!Array.isArray(raw)) return null;
  let coding: string | null = null;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as { readonly length: number };
    // Nothing else is done for the headers of most responses, so that it is quick.
    if (name.length !== CODING.length || textOf(name)?.toLowerCase() !== CODING) continue;
    const value = textOf(raw[i + 1]) ?? '';
    coding = coding === null ? value : `${coding}, ${value}`;
  }
  return coding;
}

/** A name or a value as text; null if it is neither text nor bytes. */
function textOf(part: unknown): string | null {
  if (typeof part === 'string') return part;
  if (!(part instanceof Uint8Array)) return null;
  return Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('latin1');
}

/** The names and values in turn; null if some are neither text nor bytes, as the lists that MockAgent may give. */
function unpacked(raw: readonly unknown[]): string[] | null {
  const flat: string[] = [];
  for (const part of raw) {
    const text = textOf(part);
    if (text === null) return null;
    flat.push(text);
  }
  return flat;
}
