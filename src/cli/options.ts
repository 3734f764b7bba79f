/**
 * The command line: what is asked for, checked; anything wrong is one line that names the option and its value.
 */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Command, CommanderError, InvalidArgumentError, type OutputConfiguration } from 'commander';
import { addOutputs, type GivenOutputs, type Outputs, outputsOf } from './outputs.ts';
import { traceCommand, type TraceOptions } from './trace-options.ts';

/** What the command line asks for, if it is requests. */
export interface Options extends Outputs {
  readonly job: 'requests';
  /** Where to go; null for the demonstration's own list. */
  readonly urls: readonly string[] | null;
  /** How many requests at once. */
  readonly size: number;
  /** How long one request may take in milliseconds; null if it was not said. */
  readonly timeout: number | null;
  /** Whether the list is done one after the other too. */
  readonly serial: boolean;
  /** Whether the result is printed as JSON. */
  readonly json: boolean;
  /** False after `--no-color`. */
  readonly color: boolean;
}

/** The options as commander gives them. */
type Given = Pick<Options, 'size' | 'serial' | 'color'> &
  GivenOutputs & { file?: string; timeout?: number; json?: boolean };

/** The exit code for a command line that makes no sense. */
const USAGE = 2;
/** The longest time the host can wait, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

const EXAMPLES = `
Without URLs it starts a small server of its own and does a list of 100 URLs; the one
that never answers has a timeout of 200 ms there, unless --timeout says otherwise.

Examples:
  $ greenlets
  $ greenlets https://example.org/ https://example.com/
  $ greenlets --file urls.txt --size 50 --timeout 2000 --no-serial
  $ cat urls.txt | greenlets --file - --json
  $ greenlets --out trace.json

Exit codes: 0 it ran, even if URLs failed; 2 the command line is wrong; 130 Ctrl-C.`;

/** How the program ends without doing anything, and with which code. */
export class EarlyExit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit with code ${code}`);
    this.code = code;
  }
}

/**
 * Read the command line, and the file it names.
 *
 * @param args the arguments, without the program's name
 * @throws EarlyExit after `--help` or `--version`, or when the arguments are wrong, which has been told by then
 */
export async function readOptions(args: readonly string[]): Promise<Options | TraceOptions> {
  const found: { trace: TraceOptions | null } = { trace: null };
  const command = makeCommand((options) => {
    found.trace = options;
  });
  try {
    command.parse(args, { from: 'user' });
    if (found.trace !== null) return found.trace;
    const given = command.opts<Given>();
    const { file, timeout = null, json = false, size, serial, color } = given;
    const lines = command.args.map((url) => ({ url, where: '' }));
    if (file !== undefined) lines.push(...(await readLines(command, file)));
    for (const { url, where } of lines) {
      if (!isHttp(url)) command.error(`error: ${where}${quote(url)} is not an http:// or https:// URL`);
    }
    const urls = lines.map(({ url }) => url);
    const targets = urls.length === 0 ? null : urls;
    return { job: 'requests', urls: targets, size, timeout, serial, json, color, ...outputsOf(given) };
  } catch (error) {
    if (error instanceof CommanderError) throw new EarlyExit(error.exitCode === 0 ? 0 : USAGE);
    throw error;
  }
}

function makeCommand(foundTrace: (options: TraceOptions) => void): Command {
  const command = new Command('greenlets')
    .description('Send many HTTP requests through greenlets, three ways, and show what happened.')
    .argument('[URL...]', 'http:// or https:// URLs')
    .option('-f, --file <path>', 'read URLs from a file, one a line; - is standard input, # begins a comment')
    .option('-n, --size <n>', 'how many requests at once', size, 10)
    .option('-t, --timeout <ms>', 'how long one request may take (default: 10000)', milliseconds)
    .option('--no-serial', 'leave out the pass that does one URL after the other')
    .option('--json', 'print the result as JSON, and nothing else');
  return addOutputs(command)
    .option('--no-color', 'no colours; they are off anyway where there is no terminal, or with NO_COLOR')
    .version(version(), '-V, --version')
    .addHelpText('after', EXAMPLES)
    .action(() => {})
    .enablePositionalOptions()
    .addCommand(strict(traceCommand(foundTrace)))
    .helpCommand(false)
    .configureOutput(ONE_LINE)
    .exitOverride();
}

/** A wrong command line is told in one line. */
const ONE_LINE: OutputConfiguration = {
  outputError: (message, write) => write(`${message.trim().replaceAll(/\s*\n\s*/g, ' ')}\n`),
};

function strict(command: Command): Command {
  return command.configureOutput(ONE_LINE).exitOverride();
}

function size(value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && Number.isSafeInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('It must be a whole number, 1 or more.');
}

function milliseconds(value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && number > 0 && number <= LONGEST) return number;
  throw new InvalidArgumentError(`It must be a number of milliseconds, more than 0 and at most ${LONGEST}.`);
}

function version(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}

function isHttp(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function quote(value: string): string {
  return `'${value.length > 60 ? `${value.slice(0, 57)}...` : value}'`;
}

async function readLines(command: Command, file: string): Promise<{ url: string; where: string }[]> {
  const name = file === '-' ? 'standard input' : file;
  let content: string;
  try {
    content = file === '-' ? await text(process.stdin) : readFileSync(file, 'utf8');
  } catch (error) {
    const code: unknown = Reflect.get(error as Error, 'code');
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(error);
    return command.error(`error: option '-f, --file <path>' argument ${quote(file)} cannot be read: ${why}`);
  }
  const lines = content
    .split(/\r?\n/)
    .map((line, index) => ({ url: line.replace(/(^|\s)#.*/, '').trim(), where: `${name}, line ${index + 1}: ` }))
    .filter(({ url }) => url !== '');
  if (lines.length === 0) command.error(`error: option '-f, --file <path>' argument ${quote(file)} holds no URLs`);
  return lines;
}
