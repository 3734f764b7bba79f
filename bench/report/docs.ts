/** `npm run bench:docs`: the figures in the documents, from the committed ones. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadCharts } from './charts.ts';
import { fillAll, readSources, RESULTS } from './documents.ts';
import { CHARTS_FOLDER } from './regions.ts';
import { readResults, ReportError, rowsAmong } from './rows.ts';

const USAGE = `usage: npm run bench:docs [-- --take NEW.json [--take NEW.json]... [--machine TEXT]]

Fills the regions <!-- bench:NAME --> of README.md and docs/ from ${RESULTS}, and draws the charts that they show.

  --take NEW.json  put the rows of such files, written by \`npm run bench -- --json NEW.json\`, in its place first
  --machine TEXT   what class of machine they come from, if not this one
`;

interface Options {
  readonly take: readonly string[];
  readonly machine: string | undefined;
}

function optionsOf(args: string[]): Options | null {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        take: { type: 'string', multiple: true, default: [] },
        machine: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new ReportError((error as Error).message.split('\n', 1)[0], { cause: error });
  }
  const { take, machine, help } = values;
  if (help) return null;
  if (machine !== undefined && take.length === 0)
    throw new ReportError('--machine says where the rows of --take are from');
  return { take, machine };
}

function thisMachine(): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${availableParallelism()} x ${processor}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}`;
}

function take({ take: files, machine = thisMachine() }: Options): void {
  const rows = rowsAmong(
    files.flatMap((file) => readResults(file).rows),
    files.join(', '),
  );
  writeFileSync(RESULTS, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
}

async function docs(options: Options): Promise<void> {
  const drawing = await loadCharts();
  if (options.take.length > 0) take(options);
  const { texts, charts } = await fillAll(readSources());
  for (const [page, text] of texts) writeFileSync(page, text);
  mkdirSync(CHARTS_FOLDER, { recursive: true });
  for (const file of readdirSync(CHARTS_FOLDER)) rmSync(join(CHARTS_FOLDER, file));
  for (const chart of charts) writeFileSync(join(CHARTS_FOLDER, `${chart.name}.svg`), drawing.file(chart));
  process.stdout.write(`${[...texts.keys()].join(', ')}, and ${charts.length} charts in ${CHARTS_FOLDER}\n`);
}

try {
  const options = optionsOf(process.argv.slice(2));
  if (options === null) process.stdout.write(USAGE);
  else await docs(options);
} catch (error) {
  if (!(error instanceof ReportError)) throw error;
  process.stderr.write(`bench:docs: ${error.message}\n`);
  process.exitCode = 2;
}
