import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run, startServer } from './program.ts';
import type { ResultJson } from './result.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenlets-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Nobody listens on a port below 1024 of loopback by chance. */
const REFUSED = 'http://127.0.0.1:1/';

function ascending(numbers: readonly number[]): number[] {
  // oxlint-disable-next-line unicorn/no-array-sort -- a copy; toSorted is not in ES2022
  return [...numbers].sort((a, b) => a - b);
}

test('--json prints the result as JSON, and nothing else', async () => {
  await using server = await startServer();
  const urls = ['/slow', '/', '/missing', '/moved', '/silent'].map((path) => server.url + path);
  const { code, stdout, stderr } = await run(['--json', '--size', '5', '--timeout', '400', ...urls, REFUSED]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const result = JSON.parse(stdout) as ResultJson;

  expect(Object.keys(result)).toEqual(['urls', 'size', 'passes', 'failures', 'timeline']);
  expect([result.urls, result.size]).toEqual([6, 5]);
  expect(result.passes.map(({ way }) => way)).toEqual(['serial', 'map', 'imap']);
  for (const pass of result.passes) {
    expect(pass).toMatchObject({ ok: 3, httpErrors: 1, failed: 2 });
    expect(pass.results.map(({ url }) => url)).toEqual([...urls, REFUSED]);
    expect(pass.results.map(({ status }) => status)).toEqual([200, 200, 404, 200, null, null]);
    expect(pass.results.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'http error', 'ok', 'failed', 'failed']);
    expect(pass.results.map(({ redirects }) => redirects)).toEqual([0, 0, 0, 1, 0, 0]);
    // Every place once, in the order of completion.
    expect(ascending(pass.order)).toEqual([0, 1, 2, 3, 4, 5]);
    const times = pass.order.map((index) => pass.results[index]!.completedAtMs);
    expect(ascending(times)).toEqual(times);
    expect(pass.requestsPerSecond).toBeCloseTo(6000 / pass.wallMs, 1);
  }
  const [serial, map, imap] = result.passes;
  expect(serial!.order).toEqual([0, 1, 2, 3, 4, 5]);
  // Side by side, the slow one comes after the quick ones, and the silent one last but for the sixth, which waits for
  // no slot longer than they do.
  for (const pass of [map!, imap!]) expect(pass.order.at(-1)).toBe(4);
  expect(serial!.speedUp).toBe(null);
  expect(map!.speedUp).toBeCloseTo(serial!.wallMs / map!.wallMs, 2);

  expect(result.failures.map(({ index, status, ways }) => [index, status, ways])).toEqual([
    [2, 404, ['serial', 'map', 'imap']],
    [4, null, ['serial', 'map', 'imap']],
    [5, null, ['serial', 'map', 'imap']],
  ]);
  expect(result.failures.map(({ reason }) => reason)).toEqual([
    '404 Not Found',
    'no answer within 400 ms',
    'connection refused: nobody listens on that port',
  ]);

  // The timeline is what the hub reported: a lane for each request, without gaps, with at most five at once.
  const { greenlets } = result.timeline;
  expect(ascending(greenlets.map(({ index }) => index))).toEqual([0, 1, 2, 3, 4, 5]);
  for (const { stretches, endedAtMs } of greenlets) {
    expect(stretches[0]!.state).toBe('ready');
    for (const [index, stretch] of stretches.slice(1).entries()) expect(stretch.fromMs).toBe(stretches[index]!.toMs);
    expect(endedAtMs).toBe(stretches.at(-1)!.toMs);
    expect(stretches.filter(({ state }) => state === 'waiting').length).toBeGreaterThan(0);
  }
  for (const { stretches } of greenlets) {
    const moment = stretches[0]!.fromMs;
    const alive = greenlets.filter((lane) => lane.stretches[0]!.fromMs <= moment && lane.endedAtMs! > moment);
    expect(alive.length).toBeLessThanOrEqual(5);
  }
});

test('the text report names everything, without colours and bars where there is no terminal', async () => {
  await using server = await startServer();
  const urls = ['/', '/missing', '/silent'].map((path) => server.url + path);
  const { code, stdout, stderr } = await run(['--timeout', '300', ...urls, REFUSED]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const control of ['\u001B', '\r']) expect(stdout).not.toContain(control);
  for (const words of ['one after the other', 'grequests.map, size 10', 'grequests.imap, size 10']) {
    expect(stdout).toContain(words);
  }
  for (const words of ['404 Not Found', 'no answer within 300 ms', 'connection refused', 'times as fast']) {
    expect(stdout).toContain(words);
  }
  expect(stdout).toMatch(/#2 127\.0\.0\.1:\d+\/missing +[·█─]*! +404 after \d+ ms/);
});

test('--file and URLs together, --no-serial, comments and empty lines', async () => {
  await using server = await startServer();
  const path = join(folder, 'urls.txt');
  writeFileSync(path, `# mine\n\n${server.url}/a # the first\r\n  ${server.url}/b#part\n`);
  const { code, stdout } = await run(['--json', '--no-serial', '--file', path, `${server.url}/argument`]);
  expect(code).toBe(0);
  const { passes } = JSON.parse(stdout) as ResultJson;
  expect(passes.map(({ way, speedUp }) => [way, speedUp])).toEqual([
    ['map', null],
    ['imap', null],
  ]);
  expect(passes[0]!.results.map(({ url }) => url.slice(server.url.length))).toEqual(['/argument', '/a', '/b#part']);
  expect(passes[0]!.ok).toBe(3);
});

test('--file - reads standard input', async () => {
  await using server = await startServer();
  const { code, stdout } = await run(
    ['--json', '--no-serial', '-f', '-', '-n', '1'],
    `${server.url}/a\n${server.url}/b`,
  );
  expect(code).toBe(0);
  const { urls, size, passes } = JSON.parse(stdout) as ResultJson;
  expect([urls, size]).toEqual([2, 1]);
  // One at a time, so in the order of the list.
  expect(passes.map(({ order }) => order)).toEqual([
    [0, 1],
    [0, 1],
  ]);
});
