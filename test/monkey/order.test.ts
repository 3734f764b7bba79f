/**
 * When the patch comes does not matter: first, last, late, twice, piece by piece, from two copies of the package.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Run a program in a process of its own; what it prints. */
async function run(program: string, ...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(
    process.execPath,
    ['--conditions=greenlets-source', '--import', 'tsx', `test/monkey/programs/${program}.ts`, ...args],
    { cwd: root },
  );
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
}

/** It waits, and each of the two kills closes a socket. */
const LINE = 'true 1 2\n';

let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'greenlets-copy-'));
  cpSync(join(root, 'src'), join(copy, 'src'), { recursive: true });
  const { name, type, imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ name, type, imports }));
});

afterAll(() => rmSync(copy, { recursive: true }));

test.each(['first', 'last', 'late', 'twice', 'again', 'piecemeal'])('%s', async (program) => {
  expect(await run(program)).toEqual({ code: 0, out: LINE, err: '' });
});

test.each(['a', 'b', 'ab', 'ba', 'abab'])('two copies, patched by %s', async (order) => {
  expect(await run('two-copies', copy, order)).toEqual({ code: 0, out: LINE + LINE, err: '' });
});
