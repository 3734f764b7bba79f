/**
 * Every program of the lessons prints what real gevent printed for the same program.
 */
import { spawnSync } from 'node:child_process';
import * as core from 'greenlets';
import { VirtualHost } from 'greenlets/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Lesson, lessons, output, root } from './lessons.ts';

/** The programs whose time is virtual: the others wait for sockets and promises. */
const virtual = lessons.filter(({ runsIn }) => runsIn.includes('browser'));

afterEach(() => {
  vi.doUnmock('greenlets');
});

/** Run a program as the playground does: `main` runs in a hub of its own, in virtual time. */
async function printsInVirtualTime({ slug }: Lesson): Promise<string> {
  const host = new VirtualHost();
  const hub = new core.Hub({ host, debug: true });
  let ended: Promise<unknown> = Promise.reject(new Error('the program does not call main'));
  ended.catch(() => {});
  const main = (body: core.Body<[], unknown>): void => void (ended = hub.run(body));
  vi.doMock('greenlets', () => ({ ...core, main }));
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  let printed = '';
  try {
    await import(`../../examples/lessons/${slug}.ts`);
    await ended;
    printed = log.mock.calls.map((values) => `${values.join(' ')}\n`).join('');
  } finally {
    log.mockRestore();
    hub.onError = () => {};
    hub.destroy();
  }
  expect(host.printed, 'nothing is reported').toEqual([]);
  return printed;
}

describe('in virtual time', () => {
  it.each(virtual)('$slug', async (lesson) => {
    expect(await printsInVirtualTime(lesson)).toBe(output(lesson));
  });
});

describe('as a program of its own, in real time', () => {
  it.each(lessons)('$slug', (lesson) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--conditions=greenlets-source', '--import', 'tsx', `${lesson.program}.ts`],
      { cwd: root, encoding: 'utf8', timeout: 15_000 },
    );
    // A busy machine may let two sleeps of a lesson end in the other order: that has been judged in virtual time.
    const judged = (text: string): string => (virtual.includes(lesson) ? text.split('\n')[0]! : text);
    expect({ status, stderr, printed: judged(stdout) }).toEqual({
      status: 0,
      stderr: '',
      printed: judged(output(lesson)),
    });
  });
});
