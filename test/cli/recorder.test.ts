import { getHub, joinall, sleep, spawn } from 'greenlets';
import { runVirtual } from 'greenlets/testing';
import { expect, test } from 'vitest';
import { lanesOf, recorded, Recorder } from '../../src/cli/timeline.ts';

test('the recorder keeps what greenlets really did, and sums it up', async () => {
  const recorder = new Recorder();
  await runVirtual(function* () {
    yield* recorded(recorder, function* () {
      yield* joinall([spawn(sleep, 30), spawn(sleep, 60)]);
    });
    // Not recorded any more.
    expect(getHub().tracer).toBe(null);
    yield* spawn(sleep, 10).join();
  });
  // In virtual time a greenlet takes no time to run: both begin at 0 and end where their sleep does.
  const stretches = (end: number, on: unknown): unknown => [
    { state: 'ready', from: 0, to: 0, on: '' },
    { state: 'running', from: 0, to: 0, on: '' },
    { state: 'waiting', from: 0, to: end, on },
    { state: 'running', from: end, to: end, on: '' },
  ];
  expect(lanesOf(recorder.moments)).toEqual([
    { id: expect.any(Number), ended: 30, stretches: stretches(30, expect.stringContaining('sleep')) },
    { id: expect.any(Number), ended: 60, stretches: stretches(60, expect.stringContaining('sleep')) },
  ]);
  // Each greenlet twice, and the one that joins them once.
  expect(recorder.switches).toBe(5);
  expect(recorder.running).toBe(0);
});

test('the tracer is taken back when the body fails', async () => {
  await runVirtual(function* () {
    try {
      yield* recorded(new Recorder(), function* () {
        yield* sleep(1);
        throw new Error('on purpose');
      });
    } catch (error) {
      expect(error).toHaveProperty('message', 'on purpose');
    }
    expect(getHub().tracer).toBe(null);
  });
});
