import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isTerminal, painterFor, plain } from '../../src/cli/paint.ts';
import { withProgress } from '../../src/cli/progress.ts';

const SHOW_CURSOR = '\u001B[?25h';
const HIDE_CURSOR = '\u001B[?25l';
const WRAP = '\u001B[?7h';

/** Something like a terminal, and what was written to it. */
function terminal(isTTY: boolean): { stream: NodeJS.WriteStream; written: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 100 });
  let written = '';
  stream.on('data', (chunk: Buffer) => (written += chunk.toString()));
  return { stream: stream as unknown as NodeJS.WriteStream, written: () => written };
}

afterEach(() => vi.unstubAllEnvs());

describe('the progress bar', () => {
  test('is drawn on a terminal, which is left as it was', () => {
    vi.stubEnv('TERM', 'xterm');
    const { stream, written } = terminal(true);
    const body = withProgress(stream, plain, function* (progress) {
      progress.start('map', 3);
      progress.update(3);
      progress.stop();
    });
    expect(body.next().done).toBe(true);
    expect(written()).toContain('grequests.map');
    expect(written()).toContain('3/3');
    expect(written().lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(written().lastIndexOf(HIDE_CURSOR));
    expect(written()).toContain(WRAP);
  });

  test('lets go of the terminal when its greenlet is killed', () => {
    vi.stubEnv('TERM', 'xterm');
    const { stream, written } = terminal(true);
    const body = withProgress(stream, plain, function* (progress) {
      progress.start('serial', 3);
      yield 'waiting';
    });
    expect(body.next().value).toBe('waiting');
    expect(written()).not.toContain(SHOW_CURSOR);
    expect(() => body.throw(new Error('killed'))).toThrow('killed');
    expect(written()).toContain(SHOW_CURSOR);
    expect(written()).toContain(WRAP);
  });

  test('is silent where there is no terminal', () => {
    const { stream, written } = terminal(false);
    const body = withProgress(stream, plain, function* (progress) {
      progress.start('map', 3);
      progress.update(3);
      progress.stop();
    });
    expect(body.next().done).toBe(true);
    expect(written()).toBe('');
  });
});

describe('colours', () => {
  const stream = { isTTY: true };

  test('are on at a terminal', () => {
    vi.stubEnv('TERM', 'xterm');
    vi.stubEnv('NO_COLOR', '');
    expect(painterFor(stream, true)('red', 'x')).toBe('\u001B[31mx\u001B[39m');
  });

  test('are off with NO_COLOR, after --no-color, in a pipe, and on a dumb terminal', () => {
    vi.stubEnv('TERM', 'xterm');
    vi.stubEnv('NO_COLOR', '');
    expect(painterFor(stream, false)('red', 'x')).toBe('x');
    expect(painterFor({}, true)('red', 'x')).toBe('x');
    vi.stubEnv('NO_COLOR', '1');
    expect(painterFor(stream, true)('red', 'x')).toBe('x');
    vi.stubEnv('NO_COLOR', '');
    vi.stubEnv('TERM', 'dumb');
    expect(painterFor(stream, true)('red', 'x')).toBe('x');
    expect(isTerminal(stream)).toBe(false);
  });
});
