/**
 * The body of a request: from `data` or `json` to what is sent.
 *
 * requests: `PreparedRequest.prepare_body`.
 */
import { Buffer } from 'node:buffer';
import { show } from '../hub/validate.ts';
import { InvalidJSONError, UnrewindableBodyError } from './errors.ts';
import { encodeFields, type Fields, isFields } from './params.ts';

/** One piece of a streamed body. */
export type Chunk = string | Uint8Array;

/** What may be given as `data`. */
export type Data =
  string | Uint8Array | ArrayBuffer | DataView | Fields | Iterable<Chunk> | AsyncIterable<Chunk> | null | undefined;

/** A body that is sent as it is made: in chunks, unless the headers tell its length. */
export class BodySource {
  private readonly source: Iterable<Chunk> | AsyncIterable<Chunk>;
  /** Whether each iteration of the source gives the whole body: it does unless the source is its own iterator. */
  readonly replayable: boolean;
  private used: boolean;

  constructor(source: Iterable<Chunk> | AsyncIterable<Chunk>) {
    this.source = source;
    this.replayable = Symbol.iterator in source && !('next' in source);
    this.used = false;
  }

  /**
   * Begin to send it.
   *
   * @param progress called with each piece that goes out
   * @throws UnrewindableBodyError if it has been sent and cannot be again: it is never sent empty instead.
   */
  open(progress: () => void): AsyncIterable<Uint8Array> {
    if (this.used && !this.replayable) {
      throw new UnrewindableBodyError('the body was an iterator that has been sent already and cannot be sent again');
    }
    this.used = true;
    return chunksOf(this.source, progress);
  }
}

/** What the iterable of a body has thrown: its error is told apart from those of the connection. */
export class BodyFault extends Error {}

async function* chunksOf(
  source: Iterable<Chunk> | AsyncIterable<Chunk>,
  progress: () => void,
): AsyncGenerator<Uint8Array> {
  const stream = bytesOf(source);
  for (;;) {
    let step: IteratorResult<Uint8Array>;
    try {
      step = await stream.next();
    } catch (error) {
      throw new BodyFault('the body of a request has failed', { cause: error });
    }
    if (step.done === true) return;
    progress();
    yield step.value;
  }
}

async function* bytesOf(source: Iterable<Chunk> | AsyncIterable<Chunk>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    if (typeof chunk === 'string') yield Buffer.from(chunk, 'utf8');
    else if (chunk instanceof Uint8Array) yield chunk;
    else throw new TypeError(`a streamed body must give strings or bytes: received ${show(chunk)}`);
  }
}

/** A body that is ready to be sent. */
export interface PreparedBody {
  readonly content: string | Uint8Array | BodySource | null;
  /** The Content-Type it asks for, unless the user gave one. */
  readonly type: string | null;
}

const EMPTY: PreparedBody = { content: null, type: null };
const FORM = 'application/x-www-form-urlencoded';

/**
 * Make the body of `data` or `json`.
 *
 * @throws TypeError if both have content or `data` is of a wrong type; InvalidJSONError.
 */
export function prepareBody(data: Data, json: unknown): PreparedBody {
  if (json === undefined) return fromData(data);
  if (fromData(data).content !== null)
    throw new TypeError('data and json cannot both be given: a request has one body');
  return { content: encodeJson(json), type: 'application/json' };
}

function fromData(data: Data): PreparedBody {
  if (data === undefined || data === null || data === '') return EMPTY;
  if (typeof data === 'string') return { content: data, type: null };
  if (ArrayBuffer.isView(data)) return bytes(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  if (data instanceof ArrayBuffer) return bytes(Buffer.from(data));
  if (isFields(data)) {
    const encoded = encodeFields(data, 'data');
    if (encoded === '') return EMPTY;
    // The charset is what fetch sends for a URLSearchParams, and requests for nothing.
    return { content: encoded, type: data instanceof URLSearchParams ? `${FORM};charset=UTF-8` : FORM };
  }
  const given: unknown = data;
  const streamed =
    typeof given === 'object' &&
    given !== null &&
    !Array.isArray(given) &&
    !(given instanceof FormData) &&
    (Symbol.iterator in given || Symbol.asyncIterator in given);
  if (streamed) return { content: new BodySource(given as Iterable<Chunk>), type: null };
  throw new TypeError(
    `data must be a string, bytes, an object or pairs of form fields, or an iterable of chunks: received ${show(given)}`,
  );
}

function bytes(content: Uint8Array): PreparedBody {
  return content.byteLength === 0 ? EMPTY : { content, type: null };
}

/** Refuses what `JSON.stringify` would silently turn into null. */
function refuseUnfit(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new InvalidJSONError(`json cannot carry ${value}${key === '' ? '' : ` (at ${show(key)})`}`);
  }
  return value;
}

/** JSON without spaces, as `JSON.stringify` writes it. requests adds spaces and escapes all that is not ASCII. */
function encodeJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
    // Only a number that is none, or a real null, is written as null: look closer only then.
    if (text?.includes('null')) JSON.stringify(value, refuseUnfit);
  } catch (error) {
    if (error instanceof InvalidJSONError) throw error;
    throw new InvalidJSONError(`json cannot be encoded: ${(error as Error).message}`, { cause: error });
  }
  if (text === undefined) throw new InvalidJSONError(`json cannot carry ${show(value)}`);
  return text;
}
