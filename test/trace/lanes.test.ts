import { Event, Hub, Pool, sleep, spawn, spawnLater } from 'greenlets';
import { VirtualHost } from 'greenlets/testing';
import { arrowsOf, lanesOf, Recorder, type Recording } from 'greenlets/trace';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { follow, randomProgram, recordVirtual, runPlan } from './programs.ts';

/** The parts of a lane, as "running 0-3". */
function parts(recording: Recording, name: string): string[] {
  const { stretches, ended } = lanesOf(recording).find((lane) => lane.greenlet.name === name)!;
  const lines = stretches.map(({ phase, from, to, on }) => `${phase} ${from}-${to} ${on}`.trim());
  return ended === null ? lines : [...lines, `${ended.phase} ${ended.time}`];
}

test('a greenlet is ready from its entry, runs from each switch in, and waits from each switch out', async () => {
  const host = new VirtualHost();
  const recorder = new Recorder();
  await new Hub({ host, tracer: recorder }).run(function* () {
    const worker = spawn(function* () {
      host.advance(3);
      yield* sleep(20);
      host.advance(4);
      yield* sleep(0);
      return 'done';
    });
    worker.name = 'worker';
    const late = spawnLater(5, function* () {
      yield* new Event().wait();
    });
    late.name = 'late';
    host.advance(2);
    yield* worker.join();
    yield* late.kill();
  });
  const recording = recorder.recording();
  expect(parts(recording, 'worker')).toEqual([
    'ready 0-2',
    'running 2-5',
    'waiting 5-25 sleep(20)',
    'running 25-29',
    'ready 29-29 sleep(0)',
    'running 29-29',
    'done 29',
  ]);
  expect(parts(recording, 'late')).toEqual([
    'pending 0-5',
    'running 5-5',
    'waiting 5-29 wait of an Event',
    'running 29-29',
    'killed 29',
  ]);
});

test('a greenlet that has not ended has no end; its last stretch lasts as long as the recording', async () => {
  const { recording } = await recordVirtual(function* () {
    spawn(sleep, 100).name = 'sleeper';
    yield* sleep(10);
  });
  expect(parts(recording, 'sleeper')).toEqual(['ready 0-0', 'running 0-0', 'waiting 0-10 sleep(100)']);
});

test('an arrow leads from whoever spawned, woke or killed a greenlet to its switch', async () => {
  const { recording } = await recordVirtual(function* () {
    const event = new Event();
    const waiters = ['a', 'b'].map((name) =>
      Object.assign(
        spawn(() => event.wait()),
        { name },
      ),
    );
    yield* sleep(1);
    event.set();
    yield* sleep(1);
    const victim = Object.assign(spawn(sleep, 100), { name: 'victim' });
    yield* sleep(1);
    void victim.kill();
    yield* waiters[0]!.join();
  });
  const names = new Map(recording.greenlets.map(({ id, name }) => [id, name]));
  expect(arrowsOf(recording).map(({ kind, from, to }) => `${kind}: ${names.get(from)} -> ${names.get(to)}`)).toEqual([
    'spawn: MainGreenlet -> a',
    'spawn: MainGreenlet -> b',
    'wake: MainGreenlet -> a',
    'wake: MainGreenlet -> b',
    'spawn: MainGreenlet -> victim',
  ]);
});

test('an arrow leads through the hub: the end of one job gives its place in a pool to the next', async () => {
  const { recording } = await recordVirtual(function* () {
    const pool = new Pool(1);
    const job = yield* pool.spawn(sleep, 10);
    job.name = 'job';
    yield* pool.waitAvailable();
  });
  const names = new Map(recording.greenlets.map(({ id, name }) => [id, name]));
  const arrows = arrowsOf(recording).map(({ kind, from, to }) => `${kind}: ${names.get(from)} -> ${names.get(to)}`);
  expect(arrows).toEqual(['spawn: MainGreenlet -> job', 'wake: job -> MainGreenlet']);
});

// Rule: a greenlet is in one phase at a time, from its first event on, and in none after its end.
test('the stretches of a lane follow each other without gaps, whatever is killed and picked', async () => {
  await fc.assert(
    fc.asyncProperty(randomProgram, async ({ plan, choices }) => {
      const recorder = new Recorder({ places: false });
      const hub = new Hub({ host: new VirtualHost(), picker: follow(choices), tracer: recorder });
      await hub.run(() => runPlan(plan, hub));
      for (const { stretches, ended } of lanesOf(recorder.recording())) {
        const ends = stretches.map(({ last, to }) => [last, to]);
        const begins = [
          ...stretches.map(({ first, from }) => [first, from]),
          ...(ended ? [[ended.index, ended.time]] : []),
        ];
        expect(begins.slice(1, ends.length + 1)).toEqual(ends.slice(0, begins.length - 1));
      }
    }),
    { numRuns: 60 },
  );
});
