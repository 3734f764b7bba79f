/**
 * What programs have covered: which operations with which outcomes, and which operations ended right after one another.
 */
import type { Kind } from './language.ts';

/** The operation of a log line, null for other lines. */
function kindOf(line: string): string | null {
  return /^(?:main|[gwrl]\d+) [\d.cf]+ (\w+)/.exec(line)?.[1] ?? null;
}

/** What of a log counts: pairs of operations, and operations with the kind of their outcome. */
export function featuresOf(log: readonly string[]): Set<string> {
  const features = new Set<string>();
  let last: string | null = null;
  for (const line of log) {
    const kind = kindOf(line);
    if (kind === null) continue;
    const outcome = (line.split(' ')[3] ?? '').replaceAll(/\d+/g, '#');
    features.add(`${kind}=${outcome}`);
    if (last !== null) features.add(`${last}>${kind}`);
    last = kind;
  }
  return features;
}

/** Counts what has been covered. */
export class Coverage {
  private readonly counts = new Map<string, number>();

  add(log: readonly string[]): void {
    for (const feature of featuresOf(log)) this.counts.set(feature, (this.counts.get(feature) ?? 0) + 1);
  }

  /** How many pairs there are, and how often each operation was run. */
  summary(): { readonly kinds: number; readonly pairs: number; readonly outcomes: number } {
    const all = [...this.counts.keys()];
    const pairs = all.filter((feature) => feature.includes('>'));
    return {
      kinds: new Set(all.filter((feature) => feature.includes('=')).map((feature) => feature.split('=')[0] as Kind))
        .size,
      pairs: pairs.length,
      outcomes: all.length - pairs.length,
    };
  }
}
