/**
 * The main job as it comes: `npm start`, on real time.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { delayOf, ownTargets } from '../../src/cli/origin.ts';
import { ended, eventually, isAlive, originServers, run, start } from './program.ts';
import type { ResultJson } from './result.ts';

describe('the list', () => {
  const targets = ownTargets(8000, null);
  const paths = targets.map(({ url }) => new URL(url).pathname.split('/')[1]);
  const count = (kind: string): number => paths.filter((path) => path === kind).length;

  test('is 100 different URLs: pages, 404, 500, a redirect, a refused port, a silent one', () => {
    expect(new Set(targets.map(({ url }) => url)).size).toBe(100);
    expect(['page', 'missing', 'broken', 'moved', 'refused', 'silent'].map(count)).toEqual([91, 4, 2, 1, 1, 1]);
  });

  test('has delays of 5 to 100 ms', () => {
    const delays = targets.map((_, index) => delayOf(index + 1));
    expect([Math.min(...delays), Math.max(...delays)]).toEqual([5, 100]);
  });

  test('gives the silent one at most a twentieth of the serial pass', () => {
    const answered = targets.filter((_, index) => !['silent', 'refused'].includes(paths[index]!));
    const atLeast = answered.reduce((sum, { url }) => sum + Number(new URL(url).searchParams.get('ms')), 0);
    expect(targets[paths.indexOf('silent')]!.timeout).toBeLessThanOrEqual((atLeast + 200) / 20);
  });

  test('has the timeout of --timeout throughout', () => {
    expect(new Set(ownTargets(8000, 1234).map(({ timeout }) => timeout))).toEqual(new Set([1234]));
  });
});

test('three passes over 100 URLs; map at size 10 is at least 7 times as fast as one after the other', async () => {
  // A machine that does something else at the same time may spoil one run.
  let best = 0;
  for (let attempt = 1; attempt <= 3 && best < 7; attempt++) {
    const { code, stdout, stderr } = await run(['--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { urls, size, passes } = JSON.parse(stdout) as ResultJson;
    expect([urls, size]).toEqual([100, 10]);
    expect(passes.map(({ way }) => way)).toEqual(['serial', 'map', 'imap']);
    for (const pass of passes) expect(pass).toMatchObject({ ok: 92, httpErrors: 6, failed: 2 });
    const [serial, map] = passes;
    best = Math.max(best, serial!.wallMs / map!.wallMs);
    process.stdout.write(`map of 100 at size 10: ${(serial!.wallMs / map!.wallMs).toFixed(1)} times as fast\n`);
  }
  expect(best).toBeGreaterThanOrEqual(7);
}, 120_000);

test('the text report tells the speed-up', async () => {
  const { code, stdout } = await run(['--no-serial']);
  expect(code).toBe(0);
  expect(stdout).not.toContain('times as fast');
  expect(stdout).toContain('#4 /silent/4');
  expect(stdout).toMatch(/#6 \/moved\/6 .*200 after \d+ ms, 1 redirect/);
});

describe('nothing is left running', () => {
  const signals = process.platform === 'win32' ? [] : (['SIGINT', 'SIGTERM'] as const);

  test.each(signals)('after %s', async (signal) => {
    const child = start([]);
    const end = ended(child);
    const origin = await eventually(() => originServers(child.pid)[0], 'origin server');
    child.kill(signal);
    const { code, stdout } = await end;
    expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(isAlive(origin)).toBe(false);
    // It did not go on to its end.
    expect(stdout).not.toContain('wall time');
  });

  test.runIf(process.platform !== 'win32')('after Ctrl-C, which reaches all processes of the terminal', async () => {
    const child = start(['--timeout', '60000'], { detached: true });
    const end = ended(child);
    const origin = await eventually(() => originServers(child.pid)[0], 'origin server');
    process.kill(-child.pid!, 'SIGINT');
    expect((await end).code).toBe(130);
    expect(isAlive(origin)).toBe(false);
  });

  test.runIf(process.platform !== 'win32')('after a kill that cannot be caught: the server notices', async () => {
    const child = start([]);
    const end = ended(child);
    const origin = await eventually(() => originServers(child.pid)[0], 'origin server');
    child.kill('SIGKILL');
    await end;
    await eventually(() => !isAlive(origin), 'end of the origin server');
    expect(originServers(child.pid)).toEqual([]);
  });

  test.runIf(process.platform !== 'win32')('after Ctrl-C while a request of the user is under way', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const child = start([`http://127.0.0.1:${port}/`]);
    const end = ended(child);
    const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
    const closed = once(response, 'close');
    child.kill('SIGINT');
    expect((await end).code).toBe(130);
    await closed;
    server.close();
  });
});
