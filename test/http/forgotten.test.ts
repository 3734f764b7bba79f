/**
 * A streamed response that nobody has any more: in a process of its own, whose garbage can be collected.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('its connection is closed, and one warning says so; what is held or read is left alone', async () => {
  const program = fileURLToPath(new URL('forgotten-program.ts', import.meta.url));
  const args = ['--conditions=greenlets-source', '--expose-gc', '--import', 'tsx', program];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    held: 1,
    size: 4_000_000,
    dropped: true,
    warned: [
      'GET has a streamed response that nobody has read or closed: its connection is closed now that nobody can; read it to its end, or close() it',
    ],
    iterated: 4_000_000,
    warnings: 1,
  });
}, 60_000);
