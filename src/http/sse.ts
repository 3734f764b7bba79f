/**
 * Server-sent events: the events in the body of a response, as they come.
 *
 * By the rules of the WHATWG for `EventSource`, which has no way to send headers or to be ended by a greenlet.
 */
import { TextDecoder } from 'node:util';
import { BaseIterator, END, type OperationIterator } from '../greenlet/iterate.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { type Operation, operation } from '../hub/operation.ts';
import { show } from '../hub/validate.ts';
import { Response } from './response.ts';

/** One event. */
export interface ServerSentEvent {
  /** Its name, "message" if it has none. */
  readonly event: string;
  /** Its data, the lines joined by `\n`. */
  readonly data: string;
  /** The last id that was given, by this event or one before; to be sent as Last-Event-ID to go on from here. */
  readonly id: string;
  /** How long to wait before going on after the end, in milliseconds, as the server last said; null if it has not. */
  readonly retry: number | null;
}

/** Takes text in pieces and gives events. */
class EventParser {
  private partial: string;
  private afterReturn: boolean;
  private event: string;
  private data: string[];
  private id: string;
  private lastId: string;
  private retry: number | null;

  constructor() {
    this.partial = '';
    this.afterReturn = false;
    this.event = '';
    this.data = [];
    this.id = '';
    this.lastId = '';
    this.retry = null;
  }

  /** The events that `text` completes. */
  push(text: string): ServerSentEvent[] {
    if (text === '') return [];
    const events: ServerSentEvent[] = [];
    // A \n that comes first may belong to the \r that came last.
    const rest = this.afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    this.afterReturn = text.endsWith('\r');
    const lines = (this.partial + rest).split(/\r\n|\n|\r/);
    this.partial = lines.pop()!;
    for (const line of lines) {
      if (line !== '') this.field(line);
      else if (this.dispatches()) events.push(this.take());
    }
    return events;
  }

  private field(line: string): void {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'data') this.data.push(value);
    else if (name === 'event') this.event = value;
    else if (name === 'id' && !value.includes('\0')) this.id = value;
    else if (name === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
  }

  /** At the end of a block: whether it is an event, which one without data is not. */
  private dispatches(): boolean {
    this.lastId = this.id;
    if (this.data.length !== 0) return true;
    this.event = '';
    return false;
  }

  private take(): ServerSentEvent {
    const { event, data, lastId: id, retry } = this;
    this.event = '';
    this.data = [];
    return { event: event === '' ? 'message' : event, data: data.join('\n'), id, retry };
  }
}

class EventIterator extends BaseIterator<ServerSentEvent> {
  private readonly pieces: OperationIterator<Uint8Array>;
  private readonly decoder: TextDecoder;
  private readonly parser: EventParser;
  private events: ServerSentEvent[];

  constructor(response: Response) {
    super();
    this.pieces = response.iterContent(null);
    this.decoder = new TextDecoder('utf-8');
    this.parser = new EventParser();
    this.events = [];
  }

  next(): Operation<IteratorResult<ServerSentEvent, void>> {
    return operation('next of iterSse', () => this.step());
  }

  return(): Operation<IteratorResult<ServerSentEvent, void>> {
    this.events = [];
    const returned = this.pieces.return();
    return operation(
      'return of iterSse',
      function* () {
        yield* returned;
        return END;
      },
      true,
    );
  }

  private *step(): Coroutine<IteratorResult<ServerSentEvent, void>> {
    while (this.events.length === 0) {
      const piece = yield* this.pieces.next();
      // What is not complete at the end is no event.
      if (piece.done === true) return END;
      this.events = this.parser.push(this.decoder.decode(piece.value, { stream: true }));
    }
    return { done: false, value: this.events.shift()! };
  }
}

/**
 * The server-sent events in the body of a response, as they come.
 *
 * ```ts
 * const response = yield* requests.get(url, { stream: true, headers: { Accept: 'text/event-stream' } });
 * for await (const { event, data } of requests.iterSse(response)) …
 * ```
 *
 * @param response a response, made with `stream: true` unless all its events are to have come first
 * @returns an iterator. Breaking out of it, a kill and a timeout close the connection. It ends with the body: asking again,
 *   with the last `id` as Last-Event-ID, is left to the caller.
 * @throws TypeError for what is no response; StreamConsumedError if its body has been read; from `next()` ReadTimeout,
 *   ChunkedEncodingError.
 */
export function iterSse(response: Response): OperationIterator<ServerSentEvent> {
  if (!(response instanceof Response)) throw new TypeError(`response must be a Response: received ${show(response)}`);
  return new EventIterator(response);
}
