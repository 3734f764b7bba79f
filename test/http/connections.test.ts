/**
 * The connections of a session: which of them is used, and when they are closed.
 */
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { beforeEach, expect, test } from 'vitest';
import { Gate } from '../../src/http/gate.ts';
import { eventually } from './server.ts';
import { useServer } from './use-server.ts';

/** The port that each request came from, which tells its connection. */
let ports: number[];
beforeEach(() => {
  ports = [];
});
/** Answers after so many milliseconds as the path says. */
const server = useServer((request, response) => {
  ports.push(request.socket.remotePort!);
  setTimeout(() => response.end(), Number(request.url!.slice(1)));
});

test('the one used last is used first, so that those too many run out', async () => {
  const session = new requests.Session();
  await grequests.map(['/60', '/1'].map((path) => grequests.get(server.url + path, { session })));
  const [longer, shorter] = ports;
  expect(longer).not.toBe(shorter);
  for (let i = 0; i < 3; i++) await session.get(`${server.url}/0`);
  expect(ports.slice(2)).toEqual([longer, longer, longer]);
  await session.close();
});

test('what waits for a place when its session is closed is sent all the same, and leaves no connection', async () => {
  const session = new requests.Session({ connections: 1 });
  const all = grequests.map(Array.from({ length: 3 }, () => grequests.get(`${server.url}/20`, { session })));
  const responses = all.then((given) => given);
  await eventually(() => server.inFlight === 1, 'the first is being answered');
  await session.close();
  expect((await responses).map((response) => response?.statusCode)).toEqual([200, 200, 200]);
  expect(new Set(ports).size).toBe(3);
  await eventually(() => server.open === 0, 'all connections are closed');
});

test('an empty gate that has been left behind does not take the newer one away', () => {
  const home = new Map<string, Gate>();
  const make = (): Gate => new Gate('key', 'http://127.0.0.1:1', { route: null, lookup: null }, home);
  const old = make();
  home.set('key', old);
  const line = old.take();
  line.lose();
  old.give(line);
  expect(home.size).toBe(0);
  const newer = make();
  home.set('key', newer);
  // What undici says when it has come to destroying the connection.
  line.onDisconnected();
  expect(home.get('key')).toBe(newer);
});
