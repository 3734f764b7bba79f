import { joinall, sleep, spawn } from 'greenlets';
import { runVirtual, type VirtualHost } from 'greenlets/testing';
import { recorded } from 'greenlets/trace';
import { expect, test } from 'vitest';
import { Meter } from '../../src/cli/meter.ts';

test('the meter counts the switches of a block, and adds up how long greenlets ran in it', async () => {
  const meter = new Meter();
  await runVirtual(function* (hub) {
    const busy = function* (ms: number): Generator<never, void, unknown> {
      (hub.host as VirtualHost).advance(ms);
      yield* sleep(30) as Iterable<never>;
      (hub.host as VirtualHost).advance(1);
    };
    yield* recorded(meter, function* () {
      yield* joinall([spawn(busy, 3), spawn(busy, 5)]);
    });
    // Not counted any more.
    yield* spawn(busy, 7).join();
  });
  // Each greenlet twice, and the one that joins them once.
  expect(meter.switches).toBe(5);
  expect(meter.running).toBe(3 + 1 + 5 + 1);
});
