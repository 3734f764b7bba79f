/**
 * Each patched function against a real peer: it waits; a kill and a timeout really stop it, as the peer sees.
 */
/* oxlint-disable vitest/no-standalone-expect -- the rows of the table look at their peers */
import { exec, execFile } from 'node:child_process';
import * as dns from 'node:dns/promises';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import * as net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { scheduler, setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { getHub, GreenletExit, sleep, spawn, withTimeout } from 'greenlets';
import * as monkey from 'greenlets/monkey';
import { eventually, Fifo, HugeFile, Origin, pipesCanBeStopped, SilentNameServer, Source } from './peers.ts';

let origin: Origin;
let source: Source;
let names: SilentNameServer;
const servers = dns.getServers();
const reports: unknown[] = [];

beforeAll(async () => {
  origin = await new Origin().listen();
  source = await new Source().listen();
  names = await new SilentNameServer().listen();
  dns.setServers([`127.0.0.1:${names.port}`]);
  monkey.patchAll();
  getHub().onError = (_context, error) => reports.push(error);
});

afterEach(() => {
  expect(reports).toEqual([]);
});

afterAll(async () => {
  monkey.unpatchAll();
  dns.setServers(servers);
  names.close();
  await source.close();
  await origin.close();
});

/** One call that never ends by itself. */
interface Case {
  /** Make the call, or promise code around it. */
  begin(): PromiseLike<unknown>;
  /** Whether the call has reached the peer. */
  arrived(): boolean;
  /** Waits until the peer has seen the end of it. */
  stopped(): Promise<void>;
}

interface Row {
  readonly name: string;
  readonly make: () => Case;
}

function http(name: string, begin: () => PromiseLike<unknown>): Row {
  const make = (): Case => {
    const { got, closed } = origin;
    return {
      begin,
      arrived: () => origin.got > got && origin.open > 0,
      stopped: () =>
        eventually(() => origin.closed === closed + (origin.got - got), 'the server sees the socket closed'),
    };
  };
  return { name, make };
}

function activeTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

function timer(name: string, begin: () => PromiseLike<unknown>): Row {
  const make = (): Case => {
    let before = 0;
    let promise: PromiseLike<unknown>;
    let rejected: unknown;
    return {
      begin: () => {
        before = activeTimers();
        promise = begin();
        promise.then(undefined, (error: unknown) => (rejected = error));
        return promise;
      },
      arrived: () => activeTimers() > before,
      stopped: async () => {
        await eventually(() => rejected !== undefined, 'the promise is rejected');
        expect(rejected).toHaveProperty('name', 'AbortError');
      },
    };
  };
  return { name, make };
}

function child(name: string, begin: () => PromiseLike<unknown> & { child: { pid?: number | undefined } }): Row {
  const make = (): Case => {
    let pid = 0;
    const alive = (): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    return {
      begin: () => {
        const promise = begin();
        pid = promise.child.pid!;
        return promise;
      },
      arrived: alive,
      stopped: () => eventually(() => !alive(), 'the child has died'),
    };
  };
  return { name, make };
}

function fifo(
  name: string,
  command: string,
  begin: (path: string) => PromiseLike<unknown>,
  check: (ended: { signal: string | null; out: string }) => void,
): Row {
  const make = (): Case => {
    const pipe = new Fifo();
    let peer!: ReturnType<Fifo['peer']>;
    let since = 0;
    return {
      begin: () => {
        peer = pipe.peer(command);
        since = performance.now();
        return begin(pipe.path);
      },
      arrived: () => performance.now() - since > 60,
      stopped: async () => {
        check(await peer.ended);
        pipe.remove();
      },
    };
  };
  return { name, make };
}

const SLOW_READER = `sh -c 'sleep 0.4; wc -c' < "$1"`;

function expectFirstPiece({ out }: { out: string }): void {
  expect(out).toMatch(/\d/);
  expect(Number(out)).toBeLessThan(1 << 20);
}

/** Node 26 does not look at the signal while it reads from a pipe. */
function fromPipes(): Row[] {
  return [
    fifo(
      'readFile',
      'yes > "$1"',
      (path) => readFile(path),
      ({ signal }) => expect(signal).toBe('SIGPIPE'),
    ),
    fifo(
      'readFile as text',
      'yes > "$1"',
      (path) => readFile(path, 'utf8'),
      ({ signal }) => expect(signal).toBe('SIGPIPE'),
    ),
  ];
}

const rows: Row[] = [
  http('fetch', () => fetch(`${origin.url}/hang`)),
  http('fetch of a Request', () => fetch(new Request(`${origin.url}/hang`))),
  http('fetch beside a signal of the caller', () =>
    fetch(`${origin.url}/hang`, { signal: new AbortController().signal }),
  ),
  http('fetch().then()', () => fetch(`${origin.url}/hang`).then((response) => response.text())),
  http('Promise.all of two', () => Promise.all([fetch(`${origin.url}/hang`), fetch(`${origin.url}/hang`)])),
  http('an async function that fetches at once', async () => await fetch(`${origin.url}/hang`)),
  http('an async function that fetches later', async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return await fetch(`${origin.url}/hang`);
  }),
  http('Response.text in an async function', async () => await (await fetch(`${origin.url}/stall`)).text()),
  http('a clone of a Response', async () => await (await fetch(`${origin.url}/stall`)).clone().json()),
  http(
    'ReadableStream.pipeTo',
    async () => await (await fetch(`${origin.url}/stall`)).body!.pipeTo(new WritableStream()),
  ),
  timer('timers.setTimeout', () => delay(60_000)),
  timer('timers.scheduler.wait', () => scheduler.wait(60_000)),
  child('exec', () => promisify(exec)('exec sleep 60')),
  child('execFile', () => promisify(execFile)('sleep', ['60'])),
  child('execFile with options', () => promisify(execFile)('sleep', ['60'], { timeout: 50_000 })),
  {
    name: 'readFile of a file',
    make: (): Case => {
      const file = new HugeFile();
      return {
        begin: () => readFile(file.path),
        arrived: () => file.isOpen(),
        stopped: async () => {
          await eventually(() => !file.isOpen(), 'the file is closed');
          expect(file.read()).toBeLessThan(HugeFile.SIZE);
          file.remove();
        },
      };
    },
  },
  ...(pipesCanBeStopped ? fromPipes() : []),
  // The writer is blocked in its first piece, of half a megabyte; the reader finds no more than that, and the end.
  fifo('writeFile', SLOW_READER, (path) => writeFile(path, Buffer.alloc(1 << 24)), expectFirstPiece),
  fifo(
    'writeFile in an encoding',
    SLOW_READER,
    (path) => writeFile(path, 'x'.repeat(1 << 24), 'latin1'),
    expectFirstPiece,
  ),
  fifo('appendFile', SLOW_READER, (path) => appendFile(path, Buffer.alloc(1 << 24)), expectFirstPiece),
  ...(['resolve4', 'resolve', 'resolveMx', 'reverse'] as const).map((key) => ({
    name: `dns.${key}`,
    make: (): Case => {
      const before = names.queries.length;
      return {
        begin: () => (key === 'reverse' ? dns.reverse('192.0.2.1') : dns[key]('name.example')),
        arrived: () => names.queries.length > before,
        stopped: async () => expect(await names.isGone(names.queries[before]!)).toBe(true),
      };
    },
  })),
  {
    name: 'events.once',
    make: (): Case => {
      const emitter = new EventEmitter();
      return {
        begin: () => once(emitter, 'never'),
        arrived: () => emitter.listenerCount('never') === 1,
        stopped: () => eventually(() => emitter.listenerCount('never') === 0, 'the listener is gone'),
      };
    },
  },
  ...[undefined, { end: true }].map((options) => ({
    name: options === undefined ? 'stream.pipeline' : 'stream.pipeline with options',
    make: (): Case => {
      const { closed, open } = source;
      return {
        begin: () => {
          const socket = net.connect(source.port, '127.0.0.1');
          const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
          return options === undefined ? pipeline(socket, sink) : pipeline(socket, sink, options);
        },
        arrived: () => source.open > open,
        stopped: () => eventually(() => source.closed === closed + 1, 'the server sees the socket closed'),
      };
    },
  })),
];

describe('a kill stops', () => {
  test.each(rows)('$name', async ({ make }) => {
    const { begin, arrived, stopped } = make();
    const value = await getHub().run(function* () {
      const waiter = spawn(function* () {
        yield* begin() as Promise<unknown>;
      });
      do yield* sleep(1);
      while (!arrived());
      yield* waiter.kill();
      return waiter.value;
    });
    expect(value).toBeInstanceOf(GreenletExit);
    await stopped();
  });
});

describe('a timeout stops', () => {
  test.each(rows)('$name', async ({ make }) => {
    const { begin, arrived, stopped } = make();
    const value = await getHub().run(() =>
      withTimeout(
        120,
        function* () {
          yield* begin() as Promise<unknown>;
          return 'ended';
        },
        { timeoutValue: arrived },
      ),
    );
    expect(value).toBe(arrived);
    await stopped();
  });
});

describe('a kill of a greenlet whose body is a function that returns the promise stops', () => {
  test.each(rows)('$name', async ({ make }) => {
    const { begin, arrived, stopped } = make();
    await getHub().run(function* () {
      const waiter = spawn(() => begin());
      do yield* sleep(1);
      while (!arrived());
      yield* waiter.kill(new Error('a reason of its own'));
      expect(String(waiter.exception)).toBe('Error: a reason of its own');
      waiter.get().then(undefined, () => undefined);
    });
    await stopped();
  });
});

describe('each waits', () => {
  test('for its result', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'greenlets-files-'));
    const path = join(folder, 'file');
    await getHub().run(function* () {
      const response = yield* fetch(`${origin.url}/json/a`);
      expect(response).toBeInstanceOf(Response);
      expect(yield* response.json()).toEqual({ path: 'a' });
      for (const key of ['text', 'arrayBuffer', 'blob', 'bytes'] as const) {
        const again = yield* fetch(`${origin.url}/x`);
        if (key in again) expect(yield* again[key as 'text']()).toBeTruthy();
      }
      yield* writeFile(path, 'one ');
      yield* appendFile(path, 'two');
      expect(yield* readFile(path, 'utf8')).toBe('one two');
      expect(yield* readFile(path)).toBeInstanceOf(Buffer);
      expect((yield* stat(path)).size).toBe(7);
      expect(yield* delay(1, 'late')).toBe('late');
      expect(yield* immediate('soon')).toBe('soon');
      expect(yield* scheduler.wait(1)).toBe(undefined);
      const emitter = new EventEmitter();
      globalThis.setTimeout(() => emitter.emit('done', 1, 2), 1);
      expect(yield* once(emitter, 'done')).toEqual([1, 2]);
      const through = new PassThrough();
      through.end('x');
      yield* pipeline(through, new Writable({ write: (_chunk, _encoding, done) => done() }));
      yield* finished(through);
      expect((yield* promisify(exec)('echo hello')).stdout).toBe('hello\n');
      expect((yield* promisify(execFile)('echo', ['hello'])).stdout).toBe('hello\n');
      expect(yield* dns.lookup('127.0.0.1')).toEqual({ address: '127.0.0.1', family: 4 });
      expect(yield* new Blob(['x']).text()).toBe('x');
    });
    rmSync(folder, { recursive: true });
  });

  test('and throws what it is rejected with', async () => {
    await getHub().run(function* () {
      let thrown: unknown;
      try {
        yield* readFile('/no/such/file');
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toHaveProperty('code', 'ENOENT');
    });
  });
});

describe("the caller's own signal", () => {
  test('still aborts, and its reason is thrown', async () => {
    await getHub().run(function* () {
      const controller = new AbortController();
      spawn(function* () {
        yield* sleep(20);
        controller.abort(new Error('enough'));
      });
      let thrown: unknown;
      try {
        yield* fetch(`${origin.url}/hang`, { signal: controller.signal });
      } catch (error) {
        thrown = error;
      }
      expect(String(thrown)).toBe('Error: enough');
    });
  });

  test('is refused by the function itself if it is none', async () => {
    await getHub().run(function* () {
      let thrown: unknown;
      try {
        yield* readFile('/etc/hostname', { signal: 'no signal' as never });
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toHaveProperty('code', 'ERR_INVALID_ARG_TYPE');
    });
  });

  test("and the caller's options are not touched", async () => {
    await getHub().run(function* () {
      const options = Object.freeze({ encoding: 'utf8' as const });
      expect(typeof (yield* readFile('/etc/hostname', options))).toBe('string');
      expect(Object.keys(options)).toEqual(['encoding']);
    });
  });
});

describe('a body under way', () => {
  const methods = ['text', 'json', 'arrayBuffer', 'blob', 'bytes'].filter((key) => key in Response.prototype);

  test.each(methods)('Response.%s: a kill and a timeout close the socket', async (key) => {
    const { closed } = origin;
    await getHub().run(function* () {
      function* download() {
        const response = yield* fetch(`${origin.url}/stall`);
        // In a step of its own: what is stopped is found by the response.
        yield* sleep(1);
        yield* response[key as 'text']();
      }
      const before = origin.got;
      const waiter = spawn(download);
      while (origin.got === before) yield* sleep(1);
      yield* sleep(20);
      yield* waiter.kill();
      expect(yield* withTimeout(80, download, { timeoutValue: 'late' })).toBe('late');
    });
    await eventually(() => origin.closed === closed + 2, 'both sockets are closed');
  });
});

describe('setImmediate of timers/promises', () => {
  test('is cleared by a kill', async () => {
    let promise!: Promise<unknown>;
    await getHub().run(function* () {
      const waiter = spawn(function* () {
        promise = immediate('soon');
        yield* promise;
      });
      yield* sleep(0);
      yield* waiter.kill();
      expect(waiter.value).toBeInstanceOf(GreenletExit);
    });
    await expect(promise).rejects.toHaveProperty('name', 'AbortError');
  });
});

describe('what is stopped is only what the greenlet waits in', () => {
  test('not a call that it has begun before and does not wait for', async () => {
    const { closed } = origin;
    await getHub().run(function* () {
      let background!: Promise<Response>;
      const waiter = spawn(function* () {
        background = fetch(`${origin.url}/delay/150`);
        yield* sleep(1);
        yield* fetch(`${origin.url}/hang`).then((response) => response.text());
      });
      yield* sleep(60);
      yield* waiter.kill();
      expect(yield* (yield* background).text()).toBe('after 150 ms');
    });
    await eventually(() => origin.closed === closed + 1, 'the other is closed');
  });

  test('not a call that another greenlet waits for too; the last one out stops it', async () => {
    const { closed } = origin;
    await getHub().run(function* () {
      const shared = fetch(`${origin.url}/hang`);
      const waiters = [1, 2].map(() =>
        spawn(function* () {
          yield* shared;
        }),
      );
      yield* sleep(60);
      yield* waiters[0]!.kill();
      yield* sleep(30);
      expect(origin.closed).toBe(closed);
      expect(waiters[1]!.dead).toBe(false);
      yield* waiters[1]!.kill();
    });
    await eventually(() => origin.closed === closed + 1, 'it is closed');
  });

  test('a greenlet that ends leaves its Response to whoever gets it', async () => {
    await getHub().run(function* () {
      const response = yield* spawn(() => fetch(`${origin.url}/json/left`)).get();
      expect(yield* response.json()).toEqual({ path: 'left' });
    });
  });

  test('a step that timed out leaves the next one alone', async () => {
    await getHub().run(function* () {
      for (let round = 0; round < 3; round++) {
        const value = yield* withTimeout(
          20,
          function* () {
            return yield* fetch(`${origin.url}/hang`).then((response) => response.text());
          },
          { timeoutValue: 'late' },
        );
        expect(value).toBe('late');
        expect(yield* fetch(`${origin.url}/x`).then((response) => response.text())).toBe('this is /x');
      }
    });
  });
});

describe('what can only be waited for', () => {
  test.each<[string, () => PromiseLike<unknown>]>([
    ['fs.stat', () => stat('/')],
    ['dns.lookup', () => dns.lookup('localhost')],
    ['stream.finished', () => finished(new PassThrough())],
  ])('%s: a kill ends the wait', async (_name, begin) => {
    await getHub().run(function* () {
      const waiter = spawn(function* () {
        yield* begin() as Promise<unknown>;
      });
      yield* sleep(0);
      yield* waiter.kill();
      expect(waiter.value).toBeInstanceOf(GreenletExit);
    });
  });

  test('stream.finished leaves the stream open', async () => {
    const stream = new PassThrough();
    await getHub().run(function* () {
      const waiter = spawn(function* () {
        yield* finished(stream);
      });
      yield* sleep(0);
      yield* waiter.kill();
    });
    expect(stream.destroyed).toBe(false);
    expect(stream.listenerCount('error')).toBe(0);
  });
});
