/**
 * `npm run fuzz -- [--seconds 60] [--programs N] [--seed N] [--keep]`: random programs, by gevent and by this library.
 *
 * Prints every difference, shrunk; `--keep` saves it in regressions/; `--differences N` is how many to look for. Exit
 * code 1 if there was one. `--golden` records the programs of golden/ anew instead.
 */
import { parseArgs } from 'node:util';
import { compareBatch, isSkipped, sameLog, showDifference, shrink } from './compare.ts';
import { Coverage } from './coverage.ts';
import { Gevent, whyNoGevent } from './gevent.ts';
import { recordGolden } from './golden.ts';
import { writeRegression } from './saved.ts';

const BATCH = 500;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    programs: { type: 'string' },
    seed: { type: 'string' },
    differences: { type: 'string', default: '5' },
    keep: { type: 'boolean', default: false },
    golden: { type: 'boolean', default: false },
  },
});

function number(name: 'seconds' | 'programs' | 'seed' | 'differences', otherwise: number): number {
  const text = values[name];
  if (text === undefined) return otherwise;
  const given = Number(text);
  if (!Number.isFinite(given)) throw new TypeError(`--${name} must be a number: received ${text}`);
  return given;
}

async function fuzz(): Promise<void> {
  const reason = whyNoGevent();
  if (reason !== null) throw new Error(reason);
  const seed = number('seed', Date.now() % 1_000_000);
  const most = number('programs', Infinity);
  const seconds = number('seconds', most === Infinity ? 60 : Infinity);
  const mostDifferences = number('differences', 5);
  const gevent = new Gevent();
  const version = await gevent.version;
  console.log(`seed ${seed}, gevent ${version}`);

  if (values.golden) {
    await recordGolden(gevent, seed);
    gevent.close();
    return;
  }

  const coverage = new Coverage();
  const started = performance.now();
  let compared = 0;
  let skipped = 0;
  let lines = 0;
  let differences = 0;
  let spent = 0;
  while (compared < most && spent < seconds && differences < mostDifferences) {
    const batchSeed = (seed * 1_000_003 + compared) % 2_147_483_647;
    const batch = await compareBatch(gevent, batchSeed, Math.min(BATCH, most - compared));
    for (const [index, one] of batch.entries()) {
      if (isSkipped(one.gevent)) {
        skipped++;
        continue;
      }
      coverage.add(one.gevent);
      lines += one.gevent.length;
      if (sameLog(one.gevent, one.greenlets)) continue;
      if (++differences > mostDifferences) break;
      const smallest = await shrink(gevent, batchSeed, index);
      console.log(`\ndifference ${differences}, program ${index} of seed ${batchSeed}\n${showDifference(smallest)}`);
      if (!values.keep) continue;
      const file = writeRegression(version, { program: smallest.program, log: smallest.gevent });
      console.log(`kept as regressions/${file}`);
    }
    compared += batch.length;
    spent = (performance.now() - started) / 1000;
  }
  gevent.close();

  const { kinds, pairs, outcomes } = coverage.summary();
  console.log(
    `${compared} programs compared in ${spent.toFixed(1)} s (${Math.round(compared / spent)} programs/s, ` +
      `${(lines / compared).toFixed(1)} lines each, ${skipped} skipped), ${differences} differences`,
  );
  console.log(`covered: ${kinds} operations, ${outcomes} outcomes of them, ${pairs} pairs of operations in a row`);
  if (differences !== 0) process.exitCode = 1;
}

await fuzz();
