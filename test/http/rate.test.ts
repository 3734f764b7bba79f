/**
 * Rate: when requests go out, by the clock of a hub in virtual time.
 */
import { type Coroutine, joinall, sleep, spawn } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { runClean } from 'greenlets/testing';
import { describe, expect, test } from 'vitest';
import { RateLimit } from '../../src/http/rate.ts';

/** One to a host `h`. */
const request = new requests.Session().prepare('GET', 'http://h/');

interface Sent {
  readonly at: number;
  readonly origin: string;
}

/** Answers at once with 200, and notes what was sent when. */
function recorder(now: () => number, sent: Sent[]): requests.Dispatcher {
  return {
    dispatch({ origin }, handler) {
      const controller = { abort: () => undefined, pause: () => undefined, resume: () => undefined };
      sent.push({ at: now(), origin });
      handler.onRequestStart(controller, {});
      handler.onResponseStart(controller, 200, {}, 'OK');
      handler.onResponseEnd(controller, {});
      return true;
    },
    close: () => Promise.resolve(),
    destroy: () => Promise.resolve(),
  };
}

/** Run `map` over requests to these hosts; gives when each was sent. */
async function sendTo(hosts: string[], options: grequests.MapOptions): Promise<Sent[]> {
  return await runClean(function* (hub) {
    const sent: Sent[] = [];
    const session = new requests.Session({ dispatcher: recorder(() => hub.now(), sent) });
    yield* grequests.map(
      hosts.map((host) => grequests.get(`http://${host}/`, { session })),
      options,
    );
    return sent;
  });
}

const times = (sent: Sent[], host = 'a'): number[] =>
  sent.filter(({ origin }) => origin === `http://${host}`).map(({ at }) => Math.round(at * 1000) / 1000);

describe('rate', () => {
  test('a number is requests per second, evenly spaced', async () => {
    expect(times(await sendTo(Array(4).fill('a'), { rate: 10 }))).toEqual([0, 100, 200, 300]);
  });

  test('limit, per and burst: the burst at once, then one for each that is regained', async () => {
    const rate = { limit: 5, per: 1000, burst: 3 };
    expect(times(await sendTo(Array(6).fill('a'), { rate }))).toEqual([0, 0, 0, 200, 400, 600]);
    expect(times(await sendTo(Array(3).fill('a'), { rate: { limit: 2, per: 60_000 } }))).toEqual([0, 30_000, 60_000]);
    expect(times(await sendTo(Array(3).fill('a'), { rate: 0.5 }))).toEqual([0, 2000, 4000]);
  });

  test('for each host, whatever its port or scheme is another', async () => {
    const sent = await sendTo(['a', 'b', 'a', 'b', 'a:81'], { rate: 1 });
    expect([times(sent), times(sent, 'b'), times(sent, 'a:81')]).toEqual([[0, 1000], [0, 1000], [0]]);
  });

  test('for each key, whatever the host', async () => {
    const hosts = ['a', 'b.x', 'c.x', 'b.x', 'a'];
    const key = ({ url }: requests.PreparedRequest): string => (url.includes('.x') ? 'x' : 'rest');
    const sent = await sendTo(hosts, { rate: { limit: 1, key } });
    expect(sent.map(({ at, origin }) => [at, origin.slice(7)])).toEqual([
      [0, 'a'],
      [0, 'b.x'],
      [1000, 'c.x'],
      [1000, 'a'],
      [2000, 'b.x'],
    ]);
    const all = await sendTo(['a', 'b', 'c'], { rate: { limit: 1, key: () => '' } });
    expect(all.map(({ at }) => at)).toEqual([0, 1000, 2000]);
  });

  test('a key that fails, or is none, is the failure of its request', async () => {
    const results = await runClean(function* () {
      const session = new requests.Session({ dispatcher: recorder(() => 0, []) });
      const key = ({ meta }: requests.PreparedRequest): string => {
        if (meta === 'throws') throw new Error('no key');
        return meta as string;
      };
      const make = (meta: unknown): grequests.AsyncRequest => grequests.get('http://a/', { session, meta });
      const all = [make('throws'), make(5), make('fine')];
      // A place that was taken is given back: the third gets the only one.
      return yield* grequests.map(all, { rate: { limit: 1, key }, perHost: 1, settled: true });
    });
    expect(results.map((result) => (result.ok ? result.response.statusCode : String(result.error)))).toEqual([
      'Error: no key',
      'TypeError: rate.key must return a string: received 5 for GET http://a/',
      200,
    ]);
  });

  test('in the order of the requests, also with a size', async () => {
    expect(times(await sendTo(Array(4).fill('a'), { rate: 10, size: 2 }))).toEqual([0, 100, 200, 300]);
  });

  test('a rest gives the burst back, and no more', async () => {
    const passed = await runClean(function* (hub) {
      const limit = new RateLimit(10, 1000, 2, null);
      const at: number[] = [];
      for (const rest of [0, 0, 0, 5000, 0, 0, 50]) {
        yield* sleep(rest);
        yield* limit.pass(request);
        at.push(hub.now());
      }
      return at;
    });
    // The bucket holds two, and gains one each 100 ms.
    expect(passed).toEqual([0, 0, 100, 5100, 5100, 5200, 5300]);
  });

  test('one that is killed while it waits uses nothing up', async () => {
    const passed = await runClean(function* (hub) {
      const limit = new RateLimit(1, 1000, 1, null);
      const at: number[] = [];
      const one = function* (): Coroutine<void> {
        yield* limit.pass(request);
        at.push(hub.now());
      };
      const [, second, third] = [spawn(one), spawn(one), spawn(one), spawn(one)];
      yield* sleep(500);
      yield* second.kill();
      yield* third.kill();
      yield* sleep(5000);
      return at;
    });
    expect(passed).toEqual([0, 1000]);
  });

  test('nobody who comes again overtakes those who wait', async () => {
    const order = await runClean(function* () {
      const limit = new RateLimit(10, 1000, 1, null);
      yield* limit.pass(request);
      const passed: string[] = [];
      const again = function* (name: string): Coroutine<void> {
        for (let i = 0; i < 3; i++) {
          yield* limit.pass(request);
          passed.push(name);
        }
      };
      yield* joinall([spawn(again, 'a'), spawn(again, 'b')]);
      return passed;
    });
    expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  });

  describe('of more keys than are worth keeping', () => {
    const session = new requests.Session();
    const others = Array.from({ length: 1001 }, (_, number) => session.prepare('GET', `http://h${number}/`));

    test('those that have just sent are kept', async () => {
      const at = await runClean(function* (hub) {
        const limit = new RateLimit(1, 1000, 1, null);
        for (const each of [request, ...others, request]) yield* limit.pass(each);
        return hub.now();
      });
      expect(at).toBe(1000);
    });

    test('those that are waited for are kept', async () => {
      const at = await runClean(function* (hub) {
        const limit = new RateLimit(1, 1000, 1, null);
        yield* limit.pass(request);
        const crowd = spawn(function* () {
          yield* sleep(1000);
          for (const other of others) yield* limit.pass(other);
          yield* limit.pass(request);
        });
        yield* sleep(0);
        // Its time comes in the same moment, but behind the crowd.
        yield* limit.pass(request);
        yield* crowd.join();
        return hub.now();
      });
      expect(at).toBe(2000);
    });
  });

  test('is covered by gtimeout and by total, and the rest is not sent', async () => {
    const { sent, results, at } = await runClean(function* (hub) {
      const sent: Sent[] = [];
      const session = new requests.Session({ dispatcher: recorder(() => hub.now(), sent) });
      const make = (): grequests.AsyncRequest => grequests.get('http://a/', { session });
      const results = yield* grequests.map([make(), make(), make()], { rate: 1, gtimeout: 1500, settled: true });
      return { sent, results, at: hub.now() };
    });
    expect([times(sent), at]).toEqual([[0, 1000], 1500]);
    expect(results.map(({ ok, attempts }) => [ok, attempts])).toEqual([
      [true, 1],
      [true, 1],
      [false, 0],
    ]);
    const limited = await runClean(function* (hub) {
      const sent: Sent[] = [];
      const session = new requests.Session({ dispatcher: recorder(() => hub.now(), sent) });
      const make = (): grequests.AsyncRequest => grequests.get('http://a/', { session, timeout: { total: 1500 } });
      const results = yield* grequests.map([make(), make(), make()], { rate: 1, settled: true });
      expect(hub.now()).toBe(1500);
      return results.map((result) => (result.ok ? result.response.statusCode : result.error));
    });
    expect(limited.slice(0, 2)).toEqual([200, 200]);
    expect(limited[2]).toBeInstanceOf(requests.Timeout);
  });

  test('is ended by the signal of a request, with its reason', async () => {
    const error = await runClean(function* (hub) {
      const session = new requests.Session({ dispatcher: recorder(() => hub.now(), []) });
      const controller = new AbortController();
      const make = (): grequests.AsyncRequest => grequests.get('http://a/', { session, signal: controller.signal });
      spawn(function* () {
        yield* sleep(300);
        controller.abort('enough');
      });
      const results = yield* grequests.map([make(), make()], { rate: 1, settled: true });
      expect(hub.now()).toBe(300);
      return results.map((result) => (result.ok ? 'ok' : result.error));
    });
    expect(error).toEqual(['ok', 'enough']);
  });

  test.each([
    [{ rate: 0 }, /rate.limit must be greater than 0: received 0/],
    [{ rate: 'x' }, /rate must be a number per second or/],
    [{ rate: { limit: 1, brst: 2 } }, /did you mean 'burst'/],
    [{ rate: { limit: 1, burst: 0 } }, /rate.burst must be a whole number, 1 or more/],
    [{ rate: { limit: 1, per: Infinity } }, /rate.per must be finite/],
    [{ rate: { limit: 1, key: 'host' } }, /rate.key must be a function: received "host"/],
    [{ rate: { per: 1 } }, /rate.limit must be a number/],
  ])('%j is refused', (options, message) => {
    expect(() => grequests.map([], options as grequests.MapOptions)).toThrow(message);
    expect(() => grequests.imap([], options as grequests.ImapOptions)).toThrow(message);
  });
});
