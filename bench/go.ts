/** The rows in Go: compiled into a temporary folder, and left out where there is no Go. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The compiled program. */
export interface GoProgram {
  /** Its path; null if it cannot be had. */
  readonly path: string | null;
  /** The version of Go, or why there is none. */
  readonly note: string;
  remove(): void;
}

function none(note: string): GoProgram {
  return { path: null, note, remove: () => undefined };
}

/** Compile bench/go. */
export function compileGo(): GoProgram {
  const version = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (version.status !== 0) return none('Go is not installed: its rows are skipped');
  const folder = mkdtempSync(join(tmpdir(), 'greenlets-bench-go-'));
  const path = join(folder, 'bench');
  // From build/bench back to the sources.
  const sources = fileURLToPath(new URL('../../bench/go/', import.meta.url));
  const env = { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local' };
  const built = spawnSync('go', ['build', '-o', path, '.'], { cwd: sources, encoding: 'utf8', env });
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  if (built.status !== 0) {
    remove();
    return none(`Go's rows are skipped, they do not compile: ${built.stderr.trim()}`);
  }
  return { path, note: version.stdout.trim(), remove };
}
