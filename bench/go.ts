/** The rows in Go: compiled into a temporary folder, and left out where there is no Go. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { source } from './places.ts';
import type { Attempt, Found } from './tools.ts';

/** Compile bench/go; the program is removed at the exit. */
export function compileGo(): Attempt<Found> {
  const version = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (version.status !== 0) return { missing: 'Go is not installed' };
  const folder = mkdtempSync(join(tmpdir(), 'greenlets-bench-go-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'bench');
  const env = { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local' };
  const built = spawnSync('go', ['build', '-o', path, '.'], { cwd: source('go'), encoding: 'utf8', env });
  if (built.status !== 0) return { missing: `bench/go does not compile: ${built.stderr.trim()}` };
  // go version go1.19.8 linux/amd64
  return { found: { path, version: version.stdout.split(' ')[2] ?? 'go' } };
}
