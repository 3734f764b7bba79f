/**
 * `npm run bench`: what the runtime costs, beside what it is measured against.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { findTools } from './find-tools.ts';
import { type Options, optionsOf, USAGE, UsageError } from './options.ts';
import { type Result, run } from './runner.ts';
import { compare, describe } from './table.ts';
import type { Toolbox } from './tools.ts';

/** The first lines: on what machine, with what. */
function heading({ tools, missing }: Toolbox): string {
  const machine = `${availableParallelism()} x ${cpus()[0]?.model ?? 'unknown processor'}`;
  const versions = [
    tools.go?.version,
    tools.requests?.version ?? tools.gevent?.version ?? tools.python?.version,
    ...Object.values(tools.peers?.versions ?? {}),
  ];
  const lines = [
    `Node ${process.version}; ${machine}`,
    `beside it: ${versions.filter((version) => version !== undefined).join(', ') || 'nothing'}`,
    ...Object.entries(missing).map(([tool, why]) => `without ${tool}: ${why}`),
  ];
  return `${lines.join('\n')}\n\n`;
}

async function bench({ chosen, json, old, ...manner }: Options): Promise<void> {
  // Whether it can be written is found out before the work; what it holds is kept until there is something better.
  if (json !== null) {
    try {
      appendFileSync(json, '');
    } catch (error) {
      throw new UsageError(`--json: ${(error as Error).message}`);
    }
  }
  const toolbox = findTools();
  process.stdout.write(heading(toolbox));
  const results: Result[] = [];
  for (const workload of chosen) {
    const result = await run(workload, toolbox, manner);
    results.push(result);
    process.stdout.write(`${describe(result)}\n`);
  }
  const rows = results.flatMap((result) => result.rows);
  if (json !== null) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
  if (old !== null) process.stdout.write(compare(old, rows));
}

// So that what is to be cleaned up at the exit is.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

try {
  const options = optionsOf(process.argv.slice(2));
  if (options === null) process.stdout.write(USAGE);
  else await bench(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 2;
}
