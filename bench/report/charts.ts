/**
 * The charts' own package: `npm run bench:setup` installs it, and it is compiled where it is, because it cannot be where
 * what it draws with is not.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { source } from '../places.ts';
import type { Charts } from './chart.ts';
import { ReportError } from './rows.ts';

const folder = source('report/charts');

/** Whether there is something to draw with. */
export function canDraw(): boolean {
  return ['d3-scale', 'd3-shape'].every((name) => existsSync(join(folder, 'node_modules', name)));
}

/** What draws, as a module: the source itself where a loader runs us, else compiled now. */
function moduleFile(): string {
  if (import.meta.url.endsWith('.ts')) return join(folder, 'index.ts');
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
  if (status !== 0) throw new ReportError(`bench/report/charts does not compile: ${stdout.trim()}`);
  return join(folder, 'dist/charts/index.js');
}

/**
 * Load what draws.
 *
 * @throws ReportError if it is not installed or does not compile
 */
export async function loadCharts(): Promise<Charts> {
  if (!canDraw()) throw new ReportError('nothing to draw with: npm run bench:setup installs it');
  return (await import(pathToFileURL(moduleFile()).href)) as Charts;
}
