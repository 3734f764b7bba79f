import { Event, Hub, sleep, spawn } from 'greenlets';
import { VirtualHost } from 'greenlets/testing';
import { installRunInfo } from 'greenlets/trace';
import { expect, test } from 'vitest';

test.runIf(process.platform !== 'win32')(
  'a signal prints what the greenlets are doing, until one stops listening',
  async () => {
    const host = new VirtualHost();
    const hub = new Hub({ host });
    await hub.run(function* () {
      spawn(() => new Event().wait()).name = 'waiter';
      yield* sleep(1);
    });
    const before = process.listenerCount('SIGUSR2');
    const stop = installRunInfo('SIGUSR2', hub);
    // Node tells its listeners so.
    process.emit('SIGUSR2', 'SIGUSR2');
    expect(host.printed.join('\n')).toMatch(/^1 greenlets, .*\nwaiter: waits in wait of an Event/);
    stop();
    expect(process.listenerCount('SIGUSR2')).toBe(before);
  },
);

test('a signal that is no name is refused', () => {
  expect(() => installRunInfo(12 as never)).toThrow('signal must be the name of a signal: received 12');
});
