/**
 * The encoding multipart/form-data. Parts are streamed; if the sizes of all are known, so is that of the body.
 *
 * Not the runtime's FormData: that knows no headers of a part, and its boundary comes too late for the user's own
 * Content-Type.
 *
 * urllib3: `encode_multipart_formdata`, `RequestField`.
 */
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { BodySource, bytesOf } from './body-source.ts';
import type { Part } from './files.ts';
import type { HeaderList } from './headers.ts';

/** A multipart body, and the Content-Type that goes with it; null if the user's own stays. */
export interface MultipartBody {
  readonly content: Uint8Array | BodySource;
  readonly type: string | null;
  readonly insists: true;
}

/**
 * Encode `parts`.
 *
 * @param headers those of the request: the boundary of a multipart Content-Type is used, and one without gets ours.
 */
export function multipartBody(parts: readonly Part[], headers: HeaderList): MultipartBody {
  const given = headers.get('content-type');
  const ours = given === null ? 'multipart/form-data' : /^multipart\//i.test(given) ? given : null;
  const found = given === null ? null : /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;"]+))/i.exec(given);
  const named = ours === null ? undefined : (found?.[1] ?? found?.[2]);
  const boundary = named ?? randomBytes(16).toString('hex');
  return {
    content: encode(parts, boundary),
    type: ours === null || named !== undefined ? null : `${ours}; boundary=${boundary}`,
    insists: true,
  };
}

const LINE_END = Buffer.from('\r\n');

function encode(parts: readonly Part[], boundary: string): Uint8Array | BodySource {
  const pieces: (Uint8Array | BodySource)[] = [];
  let length: number | null = 0;
  for (const part of parts) pieces.push(headOf(part, boundary), part.content, LINE_END);
  pieces.push(Buffer.from(`--${boundary}--\r\n`, 'latin1'));
  for (const piece of pieces) {
    const size: number | null = piece instanceof BodySource ? piece.length : piece.byteLength;
    length = length === null || size === null ? null : length + size;
  }
  if (!pieces.some((piece) => piece instanceof BodySource)) return Buffer.concat(pieces as Uint8Array[]);
  const replayable = pieces.every((piece) => !(piece instanceof BodySource) || piece.replayable);
  return new BodySource({ [Symbol.asyncIterator]: () => stream(pieces) }, replayable, length);
}

async function* stream(pieces: readonly (Uint8Array | BodySource)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof BodySource) yield* bytesOf(piece.source);
    else yield piece;
  }
}

/** As browsers escape it: nothing else may end the quotes or the line. */
function escape(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function headOf({ name, filename, type, headers }: Part, boundary: string): Buffer {
  const file = filename === null ? '' : `; filename="${escape(filename)}"`;
  let head = `--${boundary}\r\nContent-Disposition: form-data; name="${escape(name)}"${file}\r\n`;
  if (type !== null) head += `Content-Type: ${type}\r\n`;
  for (let i = 0; i < headers.raw.length; i += 2) head += `${headers.raw[i]}: ${headers.raw[i + 1]}\r\n`;
  return Buffer.from(`${head}\r\n`, 'utf8');
}
