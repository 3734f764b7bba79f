/** `npm run bench:report`: a page and charts of a file of figures. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadCharts } from './charts.ts';
import { pageOf } from './page.ts';
import { chartsOf } from './pictures.ts';
import { readResults, ReportError } from './rows.ts';

const USAGE = `usage: npm run bench:report [-- FILE.json] [--out FOLDER]

Makes index.html and an SVG for each chart of what \`npm run bench -- --json FILE.json\` wrote.

  FILE.json     bench/results/latest.json if none is given
  --out FOLDER  build/bench-report if none is given
`;

function optionsOf(args: string[]): { file: string; out: string } | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { out: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) return null;
    if (positionals.length > 1) throw new Error(`one file at a time, not ${positionals.join(' and ')}`);
    return { file: positionals[0] ?? 'bench/results/latest.json', out: values.out ?? 'build/bench-report' };
  } catch (error) {
    throw new ReportError((error as Error).message.split('\n', 1)[0], { cause: error });
  }
}

async function report({ file, out }: { file: string; out: string }): Promise<void> {
  const results = readResults(file);
  if (results.rows.length === 0) throw new ReportError(`${file}: there are no rows in it`);
  const charts = await loadCharts();
  mkdirSync(out, { recursive: true });
  const page = join(out, 'index.html');
  writeFileSync(page, pageOf(results, charts));
  const all = chartsOf(results.rows);
  for (const chart of all) writeFileSync(join(out, `${chart.name}.svg`), charts.file(chart));
  process.stdout.write(`${page}, and ${all.length} charts beside it\n`);
}

try {
  const options = optionsOf(process.argv.slice(2));
  if (options === null) process.stdout.write(USAGE);
  else await report(options);
} catch (error) {
  if (!(error instanceof ReportError)) throw error;
  process.stderr.write(`bench:report: ${error.message}\n`);
  process.exitCode = 2;
}
