/**
 * A program that imports us: its `fetch` and its global dispatcher stay as they were, and it ends when it is done.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MockAgent } from 'undici';
import { getHub } from 'greenlets';
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { describe, expect, test } from 'vitest';
import { useServer } from './use-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const server = useServer();

/** Run a program in a process of its own; `greenlets/x` is what stands in src. Gives what it prints. */
async function run(program: string): Promise<string> {
  const text = program.replaceAll(/'greenlets\/(\w+)'/g, `'${new URL('../../src/', import.meta.url).href}$1.ts'`);
  const args = ['-C', 'greenlets-source', '--import', 'tsx', '--input-type=module', '-e', text];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root, timeout: 15_000 });
  return stdout + stderr;
}

describe('importing us', () => {
  test('leaves fetch and the global dispatcher alone (U9, trap 1)', async () => {
    const said = await run(`
      void globalThis.Headers;
      const dispatchers = [1, 2].map((version) => Symbol.for('undici.globalDispatcher.' + version));
      const names = ['fetch', 'Headers', 'Request', 'Response', 'FormData', 'WebSocket', 'MessageEvent', ...dispatchers];
      const values = names.map((name) => globalThis[name]);
      const keys = Reflect.ownKeys(globalThis);
      await import('greenlets/requests');
      await import('greenlets/grequests');
      console.log(names.every((name, index) => globalThis[name] === values[index]));
      console.log(Reflect.ownKeys(globalThis).filter((key) => !keys.includes(key)).length);
      const request = new Request('${server.url}/echo', { method: 'POST', headers: { 'content-length': '3' }, body: 'abc' });
      console.log((await (await fetch(request)).json()).body);
    `);
    expect(said).toBe('true\n0\nabc\n');
  });

  test('also when nothing had touched fetch before', async () => {
    const said = await run(`
      import 'greenlets/requests';
      const request = new Request('${server.url}/echo', { method: 'POST', headers: { 'content-length': '3' }, body: 'abc' });
      console.log((await (await fetch(request)).json()).body);
      console.log(globalThis[Symbol.for('undici.globalDispatcher.1')].constructor.name);
    `);
    const alone = await run(`
      void globalThis.Headers;
      console.log(globalThis[Symbol.for('undici.globalDispatcher.1')].constructor.name);
    `);
    expect(said).toBe(`abc\n${alone}`);
  });

  test('keeps no process alive: neither the import nor an idle connection', async () => {
    const started = performance.now();
    const said = await run(`
      import * as requests from 'greenlets/requests';
      console.log((await requests.get('${server.url}/x')).text);
    `);
    expect(said).toBe('this is /x\n');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('a request under way does keep it alive', async () => {
    const said = await run(`
      import * as requests from 'greenlets/requests';
      requests.get('${server.url}/delay/300').then((response) => console.log(response.text));
    `);
    expect(said).toBe('300\n');
  });
});

describe('a dispatcher of the user’s', () => {
  test('a MockAgent (U11)', async () => {
    const agent = new MockAgent();
    agent.disableNetConnect();
    const mocked = agent.get('http://mocked');
    mocked.intercept({ path: '/a?b=1', method: 'GET' }).reply(200, { mocked: true }, { headers: { 'X-From': 'mock' } });
    mocked.intercept({ path: '/a', method: 'POST', body: 'k=v' }).reply(302, '', { headers: { Location: '/a?b=2' } });
    mocked.intercept({ path: '/a?b=2', method: 'GET' }).replyWithError(new Error('as arranged'));
    const session = new requests.Session({ dispatcher: agent as unknown as requests.Dispatcher });
    const response = await session.get('http://mocked/a', { params: { b: 1 } });
    expect([response.statusCode, response.json(), response.headers.get('x-from')]).toEqual([
      200,
      { mocked: true },
      'mock',
    ]);
    const failed = grequests.post('http://mocked/a', { data: { k: 'v' }, session });
    expect(await grequests.map([failed])).toEqual([null]);
    expect(failed.exception).toBeInstanceOf(requests.ConnectionError);
    expect((failed.exception as Error).message).toContain('GET http://mocked/a?b=2: as arranged');
    // One that it does not know is thrown by its dispatch, and not told to the handler (trap 15).
    const unknown = grequests.get('http://mocked/nothing', { session });
    expect(await grequests.map([unknown, unknown])).toEqual([null, null]);
    expect(unknown.exception).toBeInstanceOf(requests.ConnectionError);
    await session.close();
    expect(getHub().pending.outside).toBe(0);
    await agent.close();
  });

  test('a kill while it connects or has queued it takes effect when it begins (trap 2)', async () => {
    let handler: Parameters<requests.Dispatcher['dispatch']>[1] | undefined;
    const dispatcher: requests.Dispatcher = {
      dispatch(_options, given) {
        handler = given;
        return true;
      },
      close: () => Promise.resolve(),
      destroy: () => Promise.resolve(),
    };
    const session = new requests.Session({ dispatcher });
    const error: unknown = await session
      .get('http://slow/', { timeout: { connect: 20 } })
      .then(null, (caught: unknown) => caught);
    expect(error).toBeInstanceOf(requests.ConnectTimeout);
    const aborted: Error[] = [];
    handler!.onRequestStart(
      {
        abort: (reason) => void aborted.push(reason),
        pause: () => undefined,
        resume: () => undefined,
      },
      {},
    );
    expect(aborted.length).toBe(1);
  });
});
