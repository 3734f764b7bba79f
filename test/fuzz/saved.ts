/**
 * Programs kept with gevent's log: the golden ones, chosen for coverage, and those that once made a difference.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Program } from './language.ts';

/** A program and what gevent made of it. */
export interface Saved {
  readonly program: Program;
  readonly log: readonly string[];
}

const GOLDEN = fileURLToPath(new URL('golden/', import.meta.url));
const GOLDEN_FILE = `${GOLDEN}programs.jsonl`;
const REGRESSIONS = fileURLToPath(new URL('regressions/', import.meta.url));

/** The golden programs: a line of JSON each, behind one that names gevent's version. */
export function readGolden(): Saved[] {
  const [, ...lines] = readFileSync(GOLDEN_FILE, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Saved);
}

/** Write the golden programs. */
export function writeGolden(version: string, seed: number, golden: readonly Saved[]): void {
  mkdirSync(GOLDEN, { recursive: true });
  const lines = [JSON.stringify({ gevent: version, seed }), ...golden.map((one) => JSON.stringify(one))];
  writeFileSync(GOLDEN_FILE, `${lines.join('\n')}\n`);
}

/** The programs that once made a difference, by the name of their file. */
export function readRegressions(): Map<string, Saved> {
  const files = existsSync(REGRESSIONS) ? readdirSync(REGRESSIONS).filter((file) => file.endsWith('.json')) : [];
  return new Map(files.map((file) => [file, JSON.parse(readFileSync(REGRESSIONS + file, 'utf8')) as Saved]));
}

/** Keep a program that made a difference; returns the name of its file. */
export function writeRegression(version: string, { program, log }: Saved): string {
  mkdirSync(REGRESSIONS, { recursive: true });
  const name = createHash('sha256').update(JSON.stringify(program)).digest('hex').slice(0, 10);
  writeFileSync(`${REGRESSIONS}${name}.json`, `${JSON.stringify({ gevent: version, program, log }, null, 1)}\n`);
  return `${name}.json`;
}
