/* oxlint-disable vitest/expect-expect -- the compiler compares */
/**
 * What the compiler infers of the HTTP layer, and what it refuses.
 */
import { describe, expectTypeOf, test } from 'vitest';
import type { Operation, OperationIterator } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import type * as Undici7 from 'undici';
import type * as Undici8 from 'undici8';

declare const unsent: grequests.AsyncRequest[];

describe('dispatchers', () => {
  test('of undici 7 and 8 fit without a cast', () => {
    type Kinds<U extends typeof Undici7 | typeof Undici8> =
      | InstanceType<U['Agent']>
      | InstanceType<U['Pool']>
      | InstanceType<U['BalancedPool']>
      | InstanceType<U['Client']>
      | InstanceType<U['ProxyAgent']>
      | InstanceType<U['EnvHttpProxyAgent']>
      | InstanceType<U['RetryAgent']>
      | InstanceType<U['MockAgent']>
      | ReturnType<InstanceType<U['Agent']>['compose']>;
    expectTypeOf<Kinds<typeof Undici7>>().toExtend<requests.UndiciDispatcher>();
    expectTypeOf<Kinds<typeof Undici8>>().toExtend<requests.UndiciDispatcher>();
    void ((agent: Kinds<typeof Undici7> | Kinds<typeof Undici8>): void => {
      const session = new requests.Session({ dispatcher: agent });
      session.mount('https://example.com', agent);
      const own: requests.Dispatcher = agent satisfies requests.UndiciDispatcher as requests.UndiciDispatcher;
      void own;
    });
  });

  test('of one’s own are told precisely what they get', () => {
    const own: requests.Dispatcher = {
      dispatch(options, handler) {
        expectTypeOf(options.origin).toEqualTypeOf<string>();
        expectTypeOf(options.headers).toEqualTypeOf<string[]>();
        expectTypeOf(options.body).toEqualTypeOf<string | Uint8Array | AsyncIterable<Uint8Array> | null>();
        handler.onRequestStart({ abort: () => {}, pause: () => {}, resume: () => {} }, {});
        return true;
      },
      close: () => Promise.resolve(),
      destroy: () => Promise.resolve(),
    };
    new requests.Session({ dispatcher: own });
    // @ts-expect-error no dispatcher
    new requests.Session({ dispatcher: { dispatch: 'x' } });
  });
});

describe('results', () => {
  test('of map: the response, what the handler returns, or null', () => {
    expectTypeOf(grequests.map(unsent)).toEqualTypeOf<Operation<(requests.Response | null)[]>>();
    expectTypeOf(grequests.map(unsent, { exceptionHandler: () => 'failed' })).toEqualTypeOf<
      Operation<(requests.Response | string | null)[]>
    >();
    expectTypeOf(grequests.map(unsent, { exceptionHandler: async () => 5 })).toEqualTypeOf<
      Operation<(requests.Response | number | null)[]>
    >();
    expectTypeOf(grequests.map(unsent, { exceptionHandler: () => undefined })).toEqualTypeOf<
      Operation<(requests.Response | null)[]>
    >();
    expectTypeOf(grequests.map<string>(unsent)).toEqualTypeOf<Operation<(requests.Response | string | null)[]>>();
  });

  test('of map with settled: a union told apart by ok', () => {
    void (async (): Promise<void> => {
      const [first] = await grequests.map(unsent, { settled: true });
      expectTypeOf(first).toEqualTypeOf<grequests.Settled | undefined>();
      if (first!.ok) expectTypeOf(first!.response).toEqualTypeOf<requests.Response>();
      else expectTypeOf(first!.error).toEqualTypeOf<unknown>();
      // @ts-expect-error only a failure has an error
      if (first!.ok) void first!.error;
    });
  });

  test('of map with settled that only the run knows: one or the other', () => {
    const settled = Math.random() < 0.5;
    expectTypeOf(grequests.map(unsent, { settled })).toEqualTypeOf<
      Operation<grequests.Settled[] | (requests.Response | null)[]>
    >();
    expectTypeOf(grequests.map(unsent, { settled, exceptionHandler: () => 5 })).toEqualTypeOf<
      Operation<grequests.Settled[] | (requests.Response | number | null)[]>
    >();
    expectTypeOf(grequests.map(unsent, { settled: false })).toEqualTypeOf<Operation<(requests.Response | null)[]>>();
    // @ts-expect-error an option that there is not, whichever it is
    void grequests.map(unsent, { settled, buffer: 5 });
    // @ts-expect-error neither true nor false
    void grequests.map(unsent, { settled: 1 });
    // @ts-expect-error what comes bit by bit has no such form
    grequests.imap(unsent, { settled });
  });

  test('of imap and imapEnumerated', () => {
    expectTypeOf(grequests.imap(unsent)).toEqualTypeOf<OperationIterator<requests.Response>>();
    expectTypeOf(grequests.imap(unsent, { exceptionHandler: () => 7n })).toEqualTypeOf<
      OperationIterator<requests.Response | bigint>
    >();
    expectTypeOf(grequests.imapEnumerated(unsent, { exceptionHandler: () => 'x' })).toEqualTypeOf<
      OperationIterator<[index: number, response: requests.Response | string | null]>
    >();
  });

  test('of the handler’s own arguments', () => {
    void grequests.map(unsent, {
      exceptionHandler: (request, error) => {
        expectTypeOf(request).toEqualTypeOf<grequests.AsyncRequest>();
        expectTypeOf(error).toEqualTypeOf<unknown>();
      },
    });
  });
});

test('options', () => {
  grequests.imap(unsent, { buffer: 5, rate: { limit: 1, key: (request) => request.url } });
  // @ts-expect-error map gives all at the end: nothing waits to be read
  void grequests.map(unsent, { buffer: 5 });
  // @ts-expect-error a key is a string
  grequests.imap(unsent, { rate: { limit: 1, key: (request) => request.body } });
  // @ts-expect-error a verb of a session has no other session
  void new requests.Session({ baseUrl: new URL('http://x/') }).get('/', { session: null });
  new requests.Session({ dnsCache: { ttl: 5000 }, httpCache: { type: 'private' }, deduplicate: true });
  // @ts-expect-error only safe methods are deduplicated
  new requests.Session({ deduplicate: { methods: ['POST'] } });
});

test('timings', () => {
  expectTypeOf<requests.Response['timings']>().toEqualTypeOf<requests.Timings>();
  expectTypeOf<requests.Timings['queued']>().toEqualTypeOf<number>();
  expectTypeOf<requests.Timings['connect']>().toEqualTypeOf<number | null>();
});
