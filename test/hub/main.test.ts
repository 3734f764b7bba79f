import { describe, expect, test } from 'vitest';
import { Child, run } from './child.ts';

describe.concurrent('main', () => {
  test('ends the process with 0 when it returns', async () => {
    expect(await run('main', 'returns')).toEqual({ code: 0, out: 'done\n', err: '' });
  });

  test('keeps process.exitCode when it returns', async () => {
    expect((await run('main', 'setsExitCode')).code).toBe(3);
  });

  test('prints the error and ends with 1 when it throws', async () => {
    const { code, err } = await run('main', 'throws');
    expect(code).toBe(1);
    expect(err).toContain('RangeError: main is broken');
    expect(err).toContain('MainGreenlet failed with RangeError');
  });

  test('abandons the other greenlets when it returns: they neither begin nor unwind', async () => {
    expect(await run('main', 'abandons')).toEqual({ code: 0, out: 'main ends\n', err: '' });
  });

  test('writes all its output before it ends', async () => {
    expect((await run('main', 'longOutput')).out).toHaveLength(300_001);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is killed by %s: its finally runs, may wait, and the code is %i', async (signal, code) => {
    const child = new Child('main', 'waitsForSignal');
    await child.printed('ready');
    child.signal(signal);
    expect(await child.ended()).toEqual({ code, out: 'ready\ncleaned up\n', err: '' });
  });

  test('ends with 130 even if it swallows the kill', async () => {
    const child = new Child('main', 'swallows');
    await child.printed('ready');
    child.signal('SIGINT');
    const { code, out } = await child.ended();
    expect([code, out]).toEqual([130, 'ready\nswallowed\n']);
  });

  test('ends at once at a second signal, whatever it is still cleaning up', async () => {
    const child = new Child('main', 'cleansUpForEver');
    await child.printed('ready');
    child.signal('SIGINT');
    await child.printed('cleaning');
    child.signal('SIGINT');
    expect((await child.ended()).code).toBe(130);
  });

  test('gets LoopExit when nothing can wake it: printed with who waits for what and where, code 1', async () => {
    const { code, err } = await run('main', 'deadlocks');
    expect(code).toBe(1);
    expect(err).toContain('LoopExit: This operation would block forever');
    expect(err).toMatch(/MainGreenlet waits in join of hungry worker at .*programs\/main\.ts:\d+/);
    expect(err).toContain('hungry worker waits in get of a Queue');
  });

  test('may catch its LoopExit and go on', async () => {
    expect(await run('main', 'survivesDeadlock')).toEqual({ code: 0, out: 'LoopExit\ngoes on\n', err: '' });
  });
});

describe.concurrent('a deadlock in a process', () => {
  test('reaches an await outside as LoopExit, and the code behind it goes on', async () => {
    const { code, out } = await run('deadlock', 'await');
    expect(code).toBe(0);
    expect(out).toMatch(/^LoopExit\nThis operation would block forever[^]*get of a Queue[^]*goes on\n$/);
  });

  test.each(['run', 'ownHub', 'unheld'])('reaches the program of a hub (%s)', async (how) => {
    const { code, out } = await run('deadlock', how);
    expect([code, out.split('\n')[0]]).toEqual([0, 'LoopExit']);
  });

  test('of greenlets alone ends the process quietly', async () => {
    expect(await run('deadlock', 'blockedOnly')).toEqual({ code: 0, out: '', err: '' });
  });

  test('is not declared if another listener of beforeExit has woken somebody', async () => {
    expect(await run('deadlock', 'lateListener')).toEqual({ code: 0, out: 'true\n', err: '' });
  });
});
