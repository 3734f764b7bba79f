/**
 * What has ended leaves nothing behind on the heap.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('./workloads.ts', import.meta.url));

/**
 * In bytes. The least that can be left behind, one reference, takes eight: at least 4 MB for the rarest of the five.
 * What V8 itself does to its heap between two measurements was seen to take up to 0.4 MB.
 */
const BOUND = 1_000_000;

test('a million greenlets spawned and killed, and timeouts started and cancelled, leave the heap where it was', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=greenlets-source',
    '--expose-gc',
    '--import',
    'tsx',
    program,
  ]);
  const growth = JSON.parse(stdout) as Record<string, number>;
  expect(Object.keys(growth)).toHaveLength(5);
  expect(Object.entries(growth).filter(([, bytes]) => bytes > BOUND)).toEqual([]);
}, 60_000);
