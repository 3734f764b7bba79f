/**
 * `npm run fuzz -- --golden`: records programs with gevent's logs, for machines without gevent.
 *
 * From many random programs it keeps those that add to the coverage: each operation with each of its outcomes, and each
 * pair of operations one after the other. Rare features first, and of the programs that have one the shortest.
 */
import { compareBatch, isSkipped, sameLog } from './compare.ts';
import { featuresOf } from './coverage.ts';
import type { Gevent } from './gevent.ts';
import { type Saved, writeGolden } from './saved.ts';

const POOL = 20_000;
const BATCH = 500;
const MOST_BYTES = 1_900_000;

interface Candidate {
  readonly saved: Saved;
  readonly size: number;
  readonly features: ReadonlySet<string>;
}

async function candidates(gevent: Gevent, seed: number): Promise<Candidate[]> {
  const all: Candidate[] = [];
  for (let made = 0; made < POOL; made += BATCH) {
    for (const { program, gevent: log, greenlets } of await compareBatch(gevent, seed + made, BATCH)) {
      if (!sameLog(log, greenlets)) throw new Error(`there is a difference: run the fuzzer with --seed ${seed + made}`);
      if (log.includes('limit') || isSkipped(log)) continue;
      const saved = { program, log };
      all.push({ saved, size: JSON.stringify(saved).length, features: featuresOf(log) });
    }
  }
  return all;
}

/** Choose, record and report. */
export async function recordGolden(gevent: Gevent, seed: number): Promise<void> {
  const all = await candidates(gevent, seed);
  const holders = new Map<string, Candidate[]>();
  for (const candidate of all) {
    for (const feature of candidate.features) holders.set(feature, [...(holders.get(feature) ?? []), candidate]);
  }
  // Outcomes before pairs: there are fewer of them, and all are to be there.
  const isPair = (feature: string): number => Number(feature.includes('>'));
  const rareFirst = [...holders];
  rareFirst.sort((a, b) => isPair(a[0]) - isPair(b[0]) || a[1].length - b[1].length || (a[0] < b[0] ? -1 : 1));
  const covered = new Set<string>();
  const chosen = new Set<Candidate>();
  let bytes = 0;
  for (const [feature, holding] of rareFirst) {
    if (covered.has(feature)) continue;
    const gain = ({ features, size }: Candidate): number =>
      [...features].filter((one) => !covered.has(one)).length / size;
    const best = holding.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    if (bytes + best.size > MOST_BYTES) continue;
    chosen.add(best);
    bytes += best.size + 1;
    for (const one of best.features) covered.add(one);
  }
  writeGolden(
    await gevent.version,
    seed,
    [...chosen].map(({ saved }) => saved),
  );
  console.log(`kept ${chosen.size} programs, ${bytes} bytes: ${covered.size} of ${holders.size} features seen`);
}
