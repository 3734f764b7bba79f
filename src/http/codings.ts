/**
 * Content codings: gzip, deflate (with a zlib header or raw), br, and zstd where Node has it.
 *
 * As lenient as browsers are: a stream that stops before its trailer is taken for what it gave.
 */
import { Buffer } from 'node:buffer';
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/** A body may not grow beyond this when it is decoded whole: a small one can hide gigabytes. */
export const MAX_DECODED: number = 256 * 1024 * 1024;

/** Codings beyond this are not undone, as in browsers: each could multiply the work. */
const MAX_CODINGS = 5;

const hasZstd = typeof Reflect.get(zlib, 'zstdDecompress') === 'function';

/** What requests say they accept. */
export const ACCEPT_ENCODING: string = `gzip, deflate, br${hasZstd ? ', zstd' : ''}`;

const LENIENT = { finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength: MAX_DECODED };
const BROTLI = { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH, maxOutputLength: MAX_DECODED };

const known = new Set(['gzip', 'x-gzip', 'deflate', 'br', ...(hasZstd ? ['zstd'] : [])]);

/**
 * The codings to undo, the last applied first. None if one of them is unknown: the body is then left as it is.
 *
 * @param header the Content-Encoding, several lines joined.
 */
export function codingsOf(header: string | null): readonly string[] {
  if (header === null) return [];
  const codings = header
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > MAX_CODINGS || !codings.every((coding) => known.has(coding))) return [];
  return codings.reverse();
}

/** Whether a deflated body begins with a zlib header; some servers leave it out. */
function hasZlibHeader(first: number): boolean {
  return (first & 0x0f) === 8;
}

/** Undo `codings` at once. Throws zlib's error. */
export function decodeNow(body: Uint8Array, codings: readonly string[]): Uint8Array {
  let decoded = body;
  for (const coding of codings) {
    if (coding === 'br') decoded = zlib.brotliDecompressSync(decoded, BROTLI);
    else if (coding === 'zstd') decoded = zstd('zstdDecompressSync')(decoded, { maxOutputLength: MAX_DECODED });
    else if (coding !== 'deflate') decoded = zlib.gunzipSync(decoded, LENIENT);
    else if (hasZlibHeader(decoded[0] ?? 8)) decoded = zlib.inflateSync(decoded, LENIENT);
    else decoded = zlib.inflateRawSync(decoded, LENIENT);
  }
  return decoded;
}

function zstd(name: string): (body: Uint8Array, options: object) => Buffer {
  return Reflect.get(zlib, name) as (body: Uint8Array, options: object) => Buffer;
}

/** Undo `codings` in zlib's threads, for a body whose decoding would hold up everything else. */
export async function decodeAside(
  body: Uint8Array,
  codings: readonly string[],
  signal: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stages = codings.map((coding, index) => decoder(coding, index === 0 ? (body[0] ?? 8) : 8));
  const { pipeline } = await import('node:stream/promises');
  await pipeline(
    [body],
    ...(stages as [Transform]),
    async (source: AsyncIterable<Uint8Array>) => {
      for await (const chunk of source) {
        size += chunk.byteLength;
        if (size > MAX_DECODED) throw new RangeError(`it would be larger than ${MAX_DECODED} bytes once decoded`);
        chunks.push(chunk);
      }
    },
    { signal },
  );
  return Buffer.concat(chunks, size);
}

/** A stream that undoes `coding`; `first` is the first byte it will be given. */
export function decoder(coding: string, first: number): Transform {
  if (coding === 'br') return zlib.createBrotliDecompress({ finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH });
  if (coding === 'zstd') return (Reflect.get(zlib, 'createZstdDecompress') as () => Transform)();
  const lenient = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
  if (coding !== 'deflate') return zlib.createGunzip(lenient);
  return hasZlibHeader(first) ? zlib.createInflate(lenient) : zlib.createInflateRaw(lenient);
}
