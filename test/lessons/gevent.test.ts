/**
 * `expected.txt` is what real gevent prints for the program in Python.
 */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { whyNoGevent } from '../fuzz/gevent.ts';
import { lessons, root } from './lessons.ts';

const without = whyNoGevent();
if (without !== null) console.warn(`skipped: ${without}`);

it.skipIf(without !== null).each(lessons)('$slug', ({ slug, gevent }) => {
  const { status, stdout } = spawnSync('/usr/bin/python3', ['-B', 'test/lessons/record.py', '--print', slug], {
    cwd: root,
    encoding: 'utf8',
    timeout: 15_000,
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: gevent });
});
