/**
 * iterSse: by the rules and the examples of the WHATWG's specification of server-sent events.
 */
import { each, sleep } from 'greenlets';
import * as requests from 'greenlets/requests';
import { describe, expect, test } from 'vitest';
import { inHub, TestServer } from './server.ts';

/** What comes of a body that arrives in these pieces. */
async function eventsOf(pieces: (string | Uint8Array)[], stream = true): Promise<requests.ServerSentEvent[]> {
  const server = await new TestServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const send = (index: number): void => {
      if (index === pieces.length) response.end();
      else response.write(pieces[index], () => setTimeout(send, 2, index + 1));
    };
    send(0);
  }).listen();
  const events: requests.ServerSentEvent[] = [];
  const response = await requests.get(server.url, { stream });
  for await (const event of requests.iterSse(response)) events.push(event);
  await server.close();
  return events;
}
const data = async (...pieces: (string | Uint8Array)[]): Promise<string[]> =>
  (await eventsOf(pieces)).map((event) => event.data);

describe('events', () => {
  test('a name, data of several lines, comments', async () => {
    const text = ': a comment\nevent: add\ndata: 73857293\n\ndata: one\ndata: two\n\n:\n\nevent: remove\ndata:2153\n\n';
    expect(await eventsOf([text])).toEqual([
      { event: 'add', data: '73857293', id: '', retry: null },
      { event: 'message', data: 'one\ntwo', id: '', retry: null },
      { event: 'remove', data: '2153', id: '', retry: null },
    ]);
    expect(await eventsOf([text], false)).toHaveLength(3);
  });

  test('the examples of the specification', async () => {
    expect(await data('data: YHOO\ndata: +2\ndata: 10\n\n')).toEqual(['YHOO\n+2\n10']);
    // One space after the colon is not part of the value; the last block is not complete.
    expect(await data('data:test\n\ndata: test\n\ndata:  test\n\ndata: cut')).toEqual(['test', 'test', ' test']);
    // A field without a colon has an empty value; without data there is no event.
    expect(await data('data\n\ndata\ndata\n\nevent: none\n\ndata:')).toEqual(['', '\n']);
  });

  test('ids stay until they are replaced, and an empty one takes them back', async () => {
    const text = 'data: first\nid: 1\n\ndata: second\nid\n\ndata:  third\n\nid: 7\n\ndata: x\n\nid: a\0b\ndata: y\n\n';
    expect((await eventsOf([text])).map(({ data: value, id }) => [value, id])).toEqual([
      ['first', '1'],
      ['second', ''],
      [' third', ''],
      ['x', '7'],
      ['y', '7'],
    ]);
  });

  test('retry, of digits only; unknown fields; an event without data loses its name', async () => {
    const text = 'retry: 1000\n\ndata: a\n\nretry: 1s\nother: x\ndata: b\n\nevent: lost\n\ndata: c\n\n';
    expect((await eventsOf([text])).map(({ event, retry }) => [event, retry])).toEqual([
      ['message', 1000],
      ['message', 1000],
      ['message', 1000],
    ]);
  });

  test.each(['\n', '\r', '\r\n'])('lines end with %j', async (end) => {
    const text = ['data: a', 'data: b', '', 'data: c', '', ''].join(end);
    expect(await data(text)).toEqual(['a\nb', 'c']);
    expect(await data(...text.split(''))).toEqual(['a\nb', 'c']);
  });

  test('a character and a \\r\\n cut in two, and a byte order mark', async () => {
    const bytes = Buffer.from('\uFEFFdata: é€\r\n\r\ndata: x\r\n\r\n');
    expect(await data(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(['é€', 'x']);
  });
});

test('an event is there when it is complete, and leaving the loop closes the connection', async () => {
  const server = await new TestServer((_request, response) => {
    response.write('data: now\n\ndata: never');
  }).listen();
  await inHub(function* () {
    const response = yield* requests.get(server.url, { stream: true });
    const events = requests.iterSse(response);
    expect((yield* events.next()).value).toMatchObject({ data: 'now' });
    yield* events.return();
    expect(yield* events.next()).toEqual({ done: true, value: undefined });
    while (server.inFlight !== 0) yield* sleep(2);
    const again = yield* requests.get(server.url, { stream: true, timeout: { read: 50 } });
    let error: unknown;
    try {
      yield* each(requests.iterSse(again), function* () {});
    } catch (failure) {
      error = failure;
    }
    expect(error).toBeInstanceOf(requests.ReadTimeout);
    while (server.inFlight !== 0) yield* sleep(2);
  });
  await server.close();
});

test('what is no response is refused', () => {
  expect(() => requests.iterSse({} as requests.Response)).toThrow(/^response must be a Response/);
});
