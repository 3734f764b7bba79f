/**
 * Content codings: gzip, deflate (with a zlib header or raw), br, and zstd where Node has it.
 *
 * As lenient as browsers are: a stream that stops before its trailer is taken for what it gave.
 */
import { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/** A body may not grow beyond this when it is decoded whole: a small one can hide gigabytes. */
export const MAX_DECODED: number = 256 * 1024 * 1024;

/** Codings beyond this are not undone, as in browsers: each could multiply the work. */
const MAX_CODINGS = 5;

const hasZstd = typeof Reflect.get(zlib, 'zstdDecompress') === 'function';

/** What requests say they accept. */
export const ACCEPT_ENCODING: string = `gzip, deflate, br${hasZstd ? ', zstd' : ''}`;

const LENIENT = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
const BROTLI = { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH };

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

/** A body is not what its Content-Encoding says, or too large; `cause` is zlib's error. */
export class DecodingFault extends Error {
  get isSize(): boolean {
    return (this.cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
  }
}

function fault(cause: unknown): DecodingFault {
  return new DecodingFault((cause as Error).message, { cause });
}

/** The name of the function of zlib that undoes `coding`, without "Sync", and what it is called with. */
function undoing(coding: string, first: number): readonly [name: string, options: object] {
  if (coding === 'br') return ['brotliDecompress', BROTLI];
  if (coding === 'zstd') return ['zstdDecompress', {}];
  if (coding !== 'deflate') return ['gunzip', LENIENT];
  return [hasZlibHeader(first) ? 'inflate' : 'inflateRaw', LENIENT];
}

/**
 * Undo `codings` at once.
 *
 * @param limit how many bytes the outcome of each may have.
 * @throws DecodingFault
 */
export function decodeNow(body: Uint8Array, codings: readonly string[], limit: number = MAX_DECODED): Uint8Array {
  let decoded = body;
  try {
    for (const coding of codings) {
      const [name, options] = undoing(coding, decoded[0] ?? 8);
      const undo = Reflect.get(zlib, `${name}Sync`) as (body: Uint8Array, options: object) => Uint8Array;
      decoded = undo(decoded, { ...options, maxOutputLength: limit });
    }
  } catch (error) {
    throw fault(error);
  }
  return decoded;
}

/**
 * Undo `codings` in zlib's threads, for a body whose decoding would hold up everything else.
 *
 * @param limit how many bytes the outcome of each may have.
 * @throws DecodingFault
 */
export async function decodeAside(
  body: Uint8Array,
  codings: readonly string[],
  limit: number = MAX_DECODED,
): Promise<Uint8Array> {
  let decoded = body;
  try {
    for (const coding of codings) {
      const [name, options] = undoing(coding, decoded[0] ?? 8);
      const undo = Reflect.get(zlib, name) as (body: Uint8Array, options: object, done: Done) => void;
      decoded = await new Promise<Uint8Array>((resolve, reject) => {
        undo(decoded, { ...options, maxOutputLength: limit }, (error, result) =>
          error === null ? resolve(result) : reject(error),
        );
      });
    }
  } catch (error) {
    throw fault(error);
  }
  return decoded;
}

type Done = (error: Error | null, result: Uint8Array) => void;

/** A stream that undoes `coding`. */
export function decoder(coding: string): Transform {
  if (coding === 'br') return zlib.createBrotliDecompress({ finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH });
  if (coding === 'zstd') return (Reflect.get(zlib, 'createZstdDecompress') as () => Transform)();
  return coding === 'deflate' ? inflater() : zlib.createGunzip({ finishFlush: zlib.constants.Z_SYNC_FLUSH });
}

/** The first byte decides between the two kinds of deflate. */
function inflater(): Transform {
  let inner: Transform | null = null;
  const outer = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      inner ??= makeInner(chunk[0]!);
      inner.write(chunk, done);
    },
    flush(done) {
      if (inner === null) {
        done();
        return;
      }
      inner.once('end', () => done());
      inner.end();
    },
    read(size) {
      inner?.resume();
      Transform.prototype._read.call(outer, size);
    },
    destroy(error, done) {
      inner?.destroy();
      done(error);
    },
  });
  function makeInner(first: number): Transform {
    const lenient = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
    const made = hasZlibHeader(first) ? zlib.createInflate(lenient) : zlib.createInflateRaw(lenient);
    made.on('data', (piece: Buffer) => {
      if (!outer.push(piece)) made.pause();
    });
    made.on('error', (error) => outer.destroy(error));
    return made;
  }
  return outer;
}
