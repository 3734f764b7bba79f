/**
 * Bodies that are sent bit by bit, as they are made.
 */
import { Buffer } from 'node:buffer';
import { show } from '../hub/validate.ts';
import { UnrewindableBodyError } from './errors.ts';

/** One piece of a streamed body. */
export type Chunk = string | Uint8Array;

/** What can be sent bit by bit: a generator, a stream of Node's or of the web's, anything that is iterated over. */
export type Chunks = Iterable<Chunk> | AsyncIterable<Chunk> | ReadableStream<Uint8Array>;

/** What is sent as a body; null for nothing. */
export type Content = string | Uint8Array | BodySource | null;

/** A body that is sent as it is made: in chunks, unless its length is known. */
export class BodySource {
  readonly source: Iterable<Chunk> | AsyncIterable<Chunk>;
  /** Whether each iteration of the source gives the whole body. */
  readonly replayable: boolean;
  /** In bytes; null if it is not known. */
  readonly length: number | null;
  private used: boolean;

  constructor(source: Iterable<Chunk> | AsyncIterable<Chunk>, replayable: boolean, length: number | null) {
    this.source = source;
    this.replayable = replayable;
    this.length = length;
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

/** The source of a body that streams; null if `given` is none. */
export function sourceOf(given: unknown): BodySource | null {
  if (typeof given !== 'object' || given === null || Array.isArray(given) || given instanceof FormData) return null;
  if (given instanceof Blob) {
    return new BodySource({ [Symbol.asyncIterator]: () => given.stream()[Symbol.asyncIterator]() }, true, given.size);
  }
  if (!(Symbol.iterator in given || Symbol.asyncIterator in given)) return null;
  // Each iteration begins anew, unless the source is its own iterator.
  return new BodySource(given as Iterable<Chunk>, Symbol.iterator in given && !('next' in given), null);
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

/** What `source` gives, as bytes. */
export async function* bytesOf(source: Iterable<Chunk> | AsyncIterable<Chunk>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    if (typeof chunk === 'string') yield Buffer.from(chunk, 'utf8');
    else if (chunk instanceof Uint8Array) yield chunk;
    else throw new TypeError(`a streamed body must give strings or bytes: received ${show(chunk)}`);
  }
}
