import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { EarlyExit, readOptions } from '../../src/cli/options.ts';
import { type Ended, run } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenlets-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const path = join(folder, 'urls.txt');
  writeFileSync(path, content);
  return path;
}

/** What `run` would tell, without a process: code 0 means that the options are good. */
async function read(args: readonly string[]): Promise<Ended> {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  let code = 0;
  try {
    await readOptions(args);
  } catch (error) {
    if (!(error instanceof EarlyExit)) throw error;
    ({ code } = error);
  }
  const written = [stdout, stderr].map((spy) => spy.mock.calls.map(([chunk]) => String(chunk)).join(''));
  stdout.mockRestore();
  stderr.mockRestore();
  return { code, stdout: written[0]!, stderr: written[1]! };
}

describe('a wrong command line is one line on standard error, and exit code 2', () => {
  const cases: [title: string, args: string[], ...words: string[]][] = [
    ['an unknown option, with the nearest', ['--sise', '5'], '--sise', '--size'],
    ['a size that is no number', ['--size', 'ten'], '--size', "'ten'", 'whole number'],
    ['a size of none', ['--size', '0'], '--size', "'0'", '1 or more'],
    ['half a request', ['--size', '2.5'], '--size', "'2.5'"],
    ['an empty size', ['--size='], '--size', "''"],
    ['a size left out', ['--size'], '--size', 'missing'],
    ['a negative timeout', ['--timeout=-1'], '--timeout', "'-1'", 'more than 0'],
    ['no time at all', ['--timeout', '0'], '--timeout', "'0'"],
    ['a timeout with a unit', ['--timeout', '2s'], '--timeout', "'2s'", 'milliseconds'],
    ['a timeout beyond what the host can wait', ['--timeout', '1e10'], '--timeout', "'1e10'", '2147483647'],
    ['a timeout without end', ['--timeout', 'Infinity'], '--timeout', "'Infinity'"],
    ['no URL', ['example.org'], "'example.org'", 'http'],
    ['another scheme', ['http://127.0.0.1:1/', 'ftp://example.org/'], "'ftp://example.org/'", 'http'],
    [
      'a file that is not there',
      ['--file', join(folder, 'none')],
      '--file',
      join(folder, 'none').slice(0, 40),
      'no such',
    ],
    ['a folder for a file', ['--file', folder], '--file', 'folder'],
    ['a picture in a folder that is not there', ['--svg', join(folder, 'none', 'a.svg')], '--svg', 'no such folder'],
    ['a folder for a recording', ['--record', folder], '--record', 'folder'],
    ['a trace of nothing', ['trace'], 'program'],
    ['a program that is not there', ['trace', join(folder, 'none.ts')], 'program', 'no such file'],
    ['a limit of no events', ['trace', '--limit', '0', import.meta.filename], '--limit', "'0'", '1 or more'],
    ['an unknown option of trace', ['trace', '--sgv', 'a.svg', import.meta.filename], '--sgv', '--svg'],
  ];
  test.each(cases)('%s', async (_title, args, ...words) => {
    const { code, stdout, stderr } = await read(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .+\n$/);
    for (const word of words) expect(stderr).toContain(word);
  });

  test('a file without URLs', async () => {
    const { code, stdout, stderr } = await read(['--file', file('# nothing\n\n')]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .*--file.*holds no URLs\n$/);
  });

  test('a file with a line that is no URL: file, line and value are named', async () => {
    const path = file('# a comment\nhttp://127.0.0.1:1/\nnonsense\n');
    const { code, stderr } = await read(['--file', path]);
    expect(code).toBe(2);
    expect(stderr).toBe(`error: ${path}, line 3: 'nonsense' is not an http:// or https:// URL\n`);
  });

  test('so it is in the program itself', async () => {
    const { code, stdout, stderr } = await run(['--size', 'ten']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe((await read(['--size', 'ten'])).stderr);
  });

  test('the same from standard input', async () => {
    const { code, stderr } = await run(['--file', '-'], 'nonsense');
    expect(code).toBe(2);
    expect(stderr).toBe("error: standard input, line 1: 'nonsense' is not an http:// or https:// URL\n");
  });
});

test('what is asked for', async () => {
  const urls = ['http://127.0.0.1:1/'];
  const usual = {
    job: 'requests',
    urls: null,
    size: 10,
    timeout: null,
    serial: true,
    json: false,
    color: true,
    out: null,
    svg: null,
    record: null,
  };
  expect(await readOptions([])).toEqual(usual);
  expect(await readOptions(urls)).toEqual({ ...usual, urls });
  expect(await readOptions(['-n', '50', '-t', '0.5', '--no-serial', '--json', '--no-color', ...urls])).toEqual({
    ...usual,
    urls,
    size: 50,
    timeout: 0.5,
    serial: false,
    json: true,
    color: false,
  });
  expect(await readOptions(['-o', 'a.json', '--svg', 'a.svg', '--record', 'b.json'])).toEqual({
    ...usual,
    out: 'a.json',
    svg: 'a.svg',
    record: 'b.json',
  });
});

test('what is asked for of a trace; what stands behind the program is its own', async () => {
  const program = import.meta.filename;
  const usual = {
    job: 'trace',
    program,
    args: [],
    limit: 100_000,
    events: 200,
    color: true,
    out: null,
    svg: null,
    record: null,
  };
  expect(await readOptions(['trace', program])).toEqual(usual);
  expect(await readOptions(['trace', '-l', '5', '-e', '0', '--no-color', '--svg', 'a.svg', program])).toEqual({
    ...usual,
    limit: 5,
    events: 0,
    color: false,
    svg: 'a.svg',
  });
  const args = ['--svg', 'its.svg', 'more', '--help'];
  expect(await readOptions(['trace', program, ...args])).toEqual({ ...usual, args });
});

test('--version prints the version of the package', async () => {
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
});

test('--help tells every option', async () => {
  const { code, stdout, stderr } = await run(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const option of [
    '--size',
    '--timeout',
    '--file',
    '--json',
    '--no-serial',
    '--no-color',
    '--out',
    '--svg',
    '--record',
    '--version',
    '--help',
    'trace',
  ]) {
    expect(stdout).toContain(option);
  }
});

test('trace --help tells every option of trace', async () => {
  const { code, stdout } = await read(['trace', '--help']);
  expect(code).toBe(0);
  for (const option of ['<program>', '--limit', '--events', '--out', '--svg', '--record', '--no-color']) {
    expect(stdout).toContain(option);
  }
});
