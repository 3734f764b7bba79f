/**
 * `greenlets trace`, with programs in processes of their own.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { CannotRun, flagsFor } from '../../src/cli/trace.ts';
import type { ChromeTrace, Recording } from '../../src/trace/index.ts';
import { ended, eventually, run, start, startServer } from './program.ts';

const program = fileURLToPath(new URL('./trace-program.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'greenlets-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The line of the program that has `words` in it. */
function lineOf(words: string): number {
  return (
    readFileSync(program, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(words)) + 1
  );
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

test('a program writes what it writes; then come its timeline and its story, with the lines of its source', async () => {
  const { code, stdout, stderr } = await run(['trace', program, 'well', 'Ann']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Annserves soup\nAnnserves fish\n\nTimeline: 3 greenlets, \d+ switches\n/);
  for (const name of ['MainGreenlet', 'waiter', 'cook'])
    expect(stdout).toMatch(new RegExp(`^${name} +[ ·█─╌═┈✓]+`, 'm'));
  const put = lineOf('orders.put');
  for (const sentence of [
    `MainGreenlet spawns cook at line ${lineOf('const cook')}`,
    `cook sets a timer at line ${lineOf('sleep(10)')}, sleep(10)`,
    `timer fired: cook goes on after sleep(10); set at line ${lineOf('sleep(10)')}`,
    `cook asks the hub at line ${put} to tell those who wait for Queue-1, first in the queue`,
    `waiter runs, woken by cook at line ${put}`,
    'waiter prints: Annserves fish',
  ]) {
    expect(stdout).toContain(sentence);
  }
});

test('--out, --svg and --record write files; --events and --limit leave out what is too much', async () => {
  const files = ['--out', join(folder, 'a.json'), '--svg', join(folder, 'a.svg'), '--record', join(folder, 'r.json')];
  const { code, stdout } = await run(['trace', '--events', '0', '--limit', '20', ...files, program]);
  expect(code).toBe(0);
  expect(stdout).not.toContain('Story');
  const recording = read('r.json') as Recording;
  expect([recording.version, recording.events.length]).toEqual([1, 20]);
  expect(recording.dropped).toBeGreaterThan(0);
  expect(recording.source).toEqual({
    file: 'test/cli/trace-program.ts',
    text: readFileSync(program, 'utf8'),
  });
  expect(new Set(recording.events.flatMap(({ place }) => place?.file ?? []))).toEqual(
    new Set([recording.source!.file]),
  );
  expect((read('a.json') as ChromeTrace).traceEvents.map(({ name }) => name)).toContain('waits in get of a Queue');
  expect(readFileSync(join(folder, 'a.svg'), 'utf8')).toMatch(/^<svg [^]*>waiter<\/text>[^]*<\/svg>\n$/);
});

describe('the exit code is that of the program, and the trace comes all the same, after', () => {
  test('an error', async () => {
    const { code, stdout, stderr } = await run(['trace', program, 'error']);
    expect(code).toBe(1);
    expect(stderr).toContain('RangeError: out of fish');
    expect(stdout).toMatch(/^MainGreenlet .*✗ +RangeError: out of fish$/m);
  });

  test('process.exit', async () => {
    const { code, stdout } = await run(['trace', program, 'exit']);
    expect(code).toBe(7);
    expect(stdout).toMatch(/^MainGreenlet .* running$/m);
  });

  test('an error outside greenlets', async () => {
    const broken = join(folder, 'broken.mjs');
    writeFileSync(broken, "process.on('exit', () => console.log('bye'));\nthrow new TypeError('at once');\n");
    const { code, stdout, stderr } = await run(['trace', broken]);
    expect(code).toBe(1);
    expect(stderr).toContain('TypeError: at once');
    expect(stdout).toContain('bye');
  });

  test('a deadlock, which is drawn', async () => {
    const { code, stdout } = await run(['trace', program, 'deadlock']);
    expect(code).toBe(1);
    // The places are those of the engine, which does not know of source maps: under tsx the lines are others.
    expect(stdout.replaceAll(/ at \S*trace-program\.ts:\d+:\d+$/gm, '')).toContain(
      'Deadlock: nothing could wake them\nMainGreenlet waits in wait of an Event\nwaiter waits in get of a Queue\n',
    );
  });

  test.runIf(process.platform !== 'win32').each(['kept by the program', 'left to the system'])(
    'Ctrl-C, %s',
    async (who) => {
      const plain = join(folder, 'plain.mts');
      writeFileSync(plain, `console.log('ready');\nsetTimeout(() => {}, 60_000);\n`);
      const [file, ready] = who === 'left to the system' ? [plain, 'ready'] : [program, 'serves fish'];
      const child = start(['trace', file, 'hang'], { detached: true });
      let output = '';
      child.stdout!.on('data', (chunk) => (output += String(chunk)));
      const end = ended(child);
      await eventually(() => output.includes(ready), 'output');
      process.kill(-child.pid!, 'SIGINT');
      const { code } = await end;
      expect(code).toBe(130);
      expect(output).toMatch(who === 'left to the system' ? /Nothing was recorded/ : /Timeline: 3 greenlets/);
    },
  );
});

test.runIf(process.platform === 'linux')('SIGUSR2 shows what a program that hangs is waiting for', async () => {
  const child = start(['trace', program, 'hang'], { detached: true });
  let shown = '';
  let output = '';
  child.stdout!.on('data', (chunk) => (output += String(chunk)));
  child.stderr!.on('data', (chunk) => (shown += String(chunk)));
  const end = ended(child);
  await eventually(() => output.includes('serves fish'), 'output');
  // The command itself does not listen: only the program does.
  const traced = await eventually(() => childOf(child.pid!), 'traced process');
  process.kill(traced, 'SIGUSR2');
  await eventually(() => shown.includes('waits in sleep(60000)'), 'tree');
  expect(shown).toMatch(/2 greenlets, 0 ready entries, 1 timers, 0 outside waits/);
  expect(shown).toMatch(/waiter: waits in get of a Queue at .*trace-program\.ts/);
  process.kill(-child.pid!, 'SIGINT');
  await end;
});

/** The process that another has started. */
function childOf(pid: number): number | undefined {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? undefined : Number(children.split(' ')[0]);
}

describe('TypeScript', () => {
  const knowsTypes = Reflect.get(process.features, 'typescript') !== undefined;

  test('needs nothing if it is no TypeScript', () => {
    expect([flagsFor('a.js'), flagsFor('a.mjs')]).toEqual([[], []]);
  });

  test.skipIf(knowsTypes)('is run by tsx where Node does not know it; without tsx that is an error', () => {
    expect(flagsFor(program)).toEqual([expect.stringMatching(/^--import=file:.*\/tsx\//)]);
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    const lonely = join(folder, 'lonely.ts');
    expect(() => flagsFor(lonely)).toThrow(CannotRun);
    expect(() => flagsFor(lonely)).toThrow(/Install tsx beside it, or use Node 22\.18 or newer/);
  });
});

test('the main job writes its recording: the greenlets of its requests', async () => {
  await using server = await startServer();
  const urls = ['/slow', '/', '/missing'].map((path) => server.url + path);
  const { code } = await run(['--json', '--no-serial', '--record', join(folder, 'main.json'), ...urls]);
  expect(code).toBe(0);
  const { events, dropped } = read('main.json') as Recording;
  expect(dropped).toBe(0);
  const waits = new Set(events.filter(({ kind }) => kind === 'switch-out').map(({ text }) => text));
  for (const url of urls) expect(waits).toContain(`GET ${url}`);
});
