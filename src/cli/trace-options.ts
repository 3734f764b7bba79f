/**
 * The command line of `greenlets trace`.
 */
import { statSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { addOutputs, type GivenOutputs, type Outputs, outputsOf } from './outputs.ts';

/** What is asked for. */
export interface TraceOptions extends Outputs {
  readonly job: 'trace';
  /** The program, and what it is given. */
  readonly program: string;
  readonly args: readonly string[];
  /** How many events are kept, the latest. */
  readonly limit: number;
  /** How many events the story tells. */
  readonly events: number;
  /** False after `--no-color`. */
  readonly color: boolean;
}

type Given = Pick<TraceOptions, 'limit' | 'events' | 'color'> & GivenOutputs;

const NOTES = `
The program is run by Node as it is, with what follows its name as its arguments, and its
exit code is that of this command. TypeScript needs Node 22.18 or newer, or tsx.
Where the program hangs: kill -USR2 shows what its greenlets are waiting for.

Examples:
  $ greenlets trace program.ts
  $ greenlets trace --out trace.json --svg timeline.svg program.js --its-own-option`;

/** The command; `found` is called with what its line asks for. */
export function traceCommand(found: (options: TraceOptions) => void): Command {
  const command = new Command('trace')
    .description('Run a program, and show what its greenlets did.')
    .argument('<program>', 'a .js, .mjs, .ts or .mts file that uses greenlets', file)
    .argument('[args...]', 'its arguments')
    .option('-l, --limit <n>', 'how many events are kept, the latest', count(1), 100_000)
    .option('-e, --events <n>', 'how many events the story tells, the first', count(0), 200);
  return addOutputs(command)
    .option('--no-color', 'no colours; they are off anyway where there is no terminal, or with NO_COLOR')
    .addHelpText('after', NOTES)
    .passThroughOptions()
    .action((program: string, args: readonly string[], given: Given) => {
      const { limit, events, color } = given;
      found({ job: 'trace', program, args, limit, events, color, ...outputsOf(given) });
    });
}

function file(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new InvalidArgumentError('There is no such file.');
  }
  return path;
}

function count(least: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`It must be a whole number, ${least} or more.`);
  };
}
