/** bench/results/tried.json: what was tried to make it faster, what came of it, and where that was measured. */
import { readFileSync } from 'node:fs';
import { table } from './markdown.ts';
import { ReportError } from './rows.ts';

const TEXTS = ['change', 'figure', 'before', 'after', 'measured'] as const;

/** One attempt. */
export type Attempt = Readonly<Record<(typeof TEXTS)[number], string>> & { readonly kept: boolean };

/** Read the attempts. */
export function readTried(file: string): Attempt[] {
  const attempts = JSON.parse(readFileSync(file, 'utf8')) as Attempt[];
  attempts.forEach((attempt, i) => {
    const wrong = TEXTS.find((key) => typeof attempt[key] !== 'string');
    const fault = wrong ?? (typeof attempt.kept === 'boolean' ? undefined : 'kept');
    if (fault !== undefined) {
      const value = JSON.stringify(Reflect.get(attempt, fault)) ?? 'missing';
      throw new ReportError(`${file}: entry ${i + 1} (${attempt.change}): ${fault} is ${value}`);
    }
  });
  return attempts;
}

/** What was kept, or what was not. */
export function triedText(attempts: readonly Attempt[], kept: boolean): string {
  const rows = attempts
    .filter((attempt) => attempt.kept === kept)
    .map(({ change, figure, before, after, measured }) => [change, figure, before, after, measured]);
  return table(['change', 'figure', 'without', 'with', 'measured'], rows);
}
