/**
 * Recordings as files: what the options `--out`, `--svg` and `--record` have in common wherever they are given.
 */
import { statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { type Recording, toChromeTrace, toSvg } from '../trace/index.ts';

/** Which files are written; null for none. */
export interface Outputs {
  /** A Chrome trace, for ui.perfetto.dev. */
  readonly out: string | null;
  /** A picture of the timeline. */
  readonly svg: string | null;
  /** The recording itself, for the playground. */
  readonly record: string | null;
}

/** The options as commander gives them. */
export type GivenOutputs = { -readonly [K in keyof Outputs]?: string };

/** Add the options to a command. */
export function addOutputs(command: Command): Command {
  return command
    .option('-o, --out <file>', 'write what the hub did as a Chrome trace: open it with ui.perfetto.dev', writable)
    .option('--svg <file>', 'write the timeline as a picture', writable)
    .option('--record <file>', 'write the recording as JSON: open it in the playground', writable);
}

/** What was asked for. */
export function outputsOf({ out, svg, record }: GivenOutputs): Outputs {
  return { out: out ?? null, svg: svg ?? null, record: record ?? null };
}

/** Refuse at once what could not be written in the end. */
function writable(file: string): string {
  if (statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new InvalidArgumentError('There is no such folder.');
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new InvalidArgumentError('It is a folder.');
  return file;
}

/** Write the files that were asked for. */
export function writeOutputs(recording: Recording, { out, svg, record }: Outputs): void {
  if (out !== null) writeFileSync(out, `${JSON.stringify(toChromeTrace(recording))}\n`);
  if (svg !== null) writeFileSync(svg, toSvg(recording));
  if (record !== null) writeFileSync(record, `${JSON.stringify(recording)}\n`);
}
