/**
 * The header lines of a response as they came, packed until somebody asks for them.
 *
 * undici gives a Buffer for each name and each value; kept, those of a small response are larger than all the rest of it,
 * and ten thousand responses keep the collector busy. They are pieces of one packet, so that one string holds them all.
 */
import { Buffer } from 'node:buffer';

const COLON = 0x3a;

/** Header lines that came in one packet, as text. */
export class PackedHeaders {
  private readonly text: string;
  /** How many names and values there were: what the text has to give again. */
  private readonly count: number;

  constructor(text: string, count: number) {
    this.text = text;
    this.count = count;
  }

  /** Names and values in turn; null if the text does not give as many as were packed. */
  unpack(): string[] | null {
    const flat: string[] = [];
    for (const line of this.text.split('\n')) {
      const colon = line.indexOf(':');
      flat.push(line.slice(0, colon), trimmed(line.slice(colon + 1)));
    }
    return flat.length === this.count ? flat : null;
  }
}

function trimmed(value: string): string {
  return value.replace(/^[ \t]+|[ \t\r]+$/g, '');
}

/** What to keep of `raw`, which is what a dispatcher gives as raw headers: packed if it can be, else as it is. */
export function packHeaders(raw: unknown): unknown {
  if (!Array.isArray(raw) || raw.length < 2) return raw;
  const name: unknown = raw[0];
  const last: unknown = raw[raw.length - 1];
  if (!(name instanceof Uint8Array && last instanceof Uint8Array) || name.buffer !== last.buffer) return raw;
  const start = name.byteOffset;
  const length = last.byteOffset + last.byteLength - start;
  if (length <= 0) return raw;
  const text = Buffer.from(name.buffer, start, length).toString('latin1');
  // Pieces that only happen to lie in one pool have no colon between them.
  return text.charCodeAt(name.byteLength) === COLON ? new PackedHeaders(text, raw.length) : raw;
}
