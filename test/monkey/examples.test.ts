/**
 * The examples, each run as a program of its own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startRedis } from './peers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function run(example: string, ...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(
    process.execPath,
    ['--conditions=greenlets-source', '--import', 'tsx', `examples/${example}.ts`, ...args],
    { cwd: root },
  );
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
}

test.each([
  ['monkey-crawl', '38 pages, failed: /13: Timeout: 300 ms\n'],
  ['monkey-files', '1000 files, 499500 characters\n'],
  ['monkey-before', '3 requests, and after the kill 3\n'],
  ['monkey-after', '3 requests, and after the kill 0\n'],
])('%s', async (example, out) => {
  expect(await run(example)).toEqual({ code: 0, out, err: '' });
});

const redis = await startRedis();

test.skipIf(redis === null)('monkey-redis', async () => {
  const out = 'be 2, to 2, is 1, not 1, or 1, question 1, that 1, the 1\n';
  expect(await run('monkey-redis', redis!.url)).toEqual({ code: 0, out, err: '' });
  await redis!.stop();
});

test('the programs before and after differ in one line', () => {
  const [before, after] = ['before', 'after'].map((name) =>
    readFileSync(`${root}examples/monkey-${name}.ts`, 'utf8').split('\n').slice(1),
  );
  expect(after!.filter((line) => line !== "import 'greenlets/monkey/auto';")).toEqual(before);
  expect(after!.length).toBe(before!.length + 1);
});
