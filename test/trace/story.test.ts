import { AsyncResult, Event, Hub, joinall, Queue, sleep, spawn, withTimeout } from 'greenlets';
import { VirtualHost } from 'greenlets/testing';
import { formatRecording, Recorder, Replay, Story } from 'greenlets/trace';
import { expect, test } from 'vitest';
import { recordVirtual, told } from './programs.ts';

test('the story tells who did what to whom, and what that did to the queue', async () => {
  const { recording } = await recordVirtual(function* () {
    const queue = new Queue<string>();
    const consumer = spawn(() => queue.get());
    const producer = spawn(function* () {
      yield* sleep(20);
      yield* queue.put('soup');
    });
    Object.assign(consumer, { name: 'consumer' });
    Object.assign(producer, { name: 'producer' });
    yield* joinall([consumer, producer]);
  });
  expect(told(recording)).toEqual([
    '0 ms  MainGreenlet is ready, first in the queue',
    'MainGreenlet runs',
    'MainGreenlet spawns consumer',
    'consumer is ready, first in the queue',
    'MainGreenlet spawns producer',
    'producer is ready, second in the queue',
    'MainGreenlet waits in joinall',
    'consumer runs, spawned by MainGreenlet',
    'consumer waits in get of a Queue (Queue-1)',
    'producer runs, spawned by MainGreenlet',
    'producer sets a timer, sleep(20): due in 20 ms, at 20 ms',
    'producer waits in sleep(20)',
    '20 ms  timer fired: producer goes on after sleep(20)',
    'producer runs',
    'producer asks the hub to tell those who wait for Queue-1, first in the queue',
    'the hub is to tell those who wait for the end of producer, second in the queue',
    'producer ends',
    'consumer runs, woken by producer',
    'the hub is to tell those who wait for the end of consumer, second in the queue',
    'consumer ends with "soup"',
    'MainGreenlet runs, woken by consumer',
    'MainGreenlet ends',
  ]);
});

test('greenlets without a name are told of with their function', async () => {
  const { recording } = await recordVirtual(function* () {
    yield* spawn(function* worker() {
      yield* sleep(1);
    }).join();
  });
  expect(told(recording).filter((line) => line.includes('(worker)'))).toEqual([
    'MainGreenlet spawns Greenlet-2 (worker)',
    'Greenlet-2 (worker) is ready, first in the queue',
    'Greenlet-2 (worker) runs, spawned by MainGreenlet',
    'Greenlet-2 (worker) sets a timer, sleep(1): due in 1 ms, at 1 ms',
    'Greenlet-2 (worker) waits in sleep(1)',
    '1 ms  timer fired: Greenlet-2 (worker) goes on after sleep(1)',
    'Greenlet-2 (worker) runs',
    'the hub is to tell those who wait for the end of Greenlet-2 (worker), first in the queue',
    'Greenlet-2 (worker) ends',
    'MainGreenlet runs, woken by Greenlet-2 (worker)',
  ]);
});

test('the story tells of kills, timeouts, errors and what is printed', async () => {
  const recorder = new Recorder();
  const hub = new Hub({ host: new VirtualHost(), tracer: recorder });
  hub.onError = () => {};
  await hub.run(function* () {
    const victim = spawn(() => new Event().wait());
    const broken = spawn(() => {
      throw new RangeError('too far');
    });
    Object.assign(victim, { name: 'victim' });
    Object.assign(broken, { name: 'broken' });
    yield* sleep(0);
    yield* victim.kill();
    recorder.print('killed it');
    hub.runCallback(() => {});
    yield* withTimeout(5, () => new AsyncResult<void>().get() as never, { timeoutValue: null });
  });
  const lines = told(recorder.recording());
  for (const line of [
    'MainGreenlet gives way: it goes behind all that are ready, third in the queue',
    'broken fails: RangeError: too far',
    'MainGreenlet kills victim: the kill is first in the queue',
    'GreenletExit: the greenlet was killed is thrown into victim, which waits in wait of an Event',
    'victim runs, killed by MainGreenlet',
    'victim has been killed',
    'MainGreenlet prints: killed it',
    'MainGreenlet asks the hub to call a function, first in the queue',
    'MainGreenlet sets a timer, time limit: due in 5 ms, at 5 ms',
    '5 ms  timer fired: the time limit of MainGreenlet is over',
    'Timeout: 5 ms is thrown into MainGreenlet, which waits in get of an AsyncResult',
  ]) {
    expect(lines).toContain(line);
  }
});

test('a line tells where in the program, and in which file if there are several', async () => {
  const { recording } = await recordVirtual(function* () {
    yield* sleep(20);
  });
  const inOneFile = {
    ...recording,
    events: recording.events.map((event) => ({
      ...event,
      place: event.place && { file: '/home/ann/app.ts', line: 12, column: 3 },
    })),
  };
  const fired = recording.events.findIndex(({ kind }) => kind === 'timer-fire');
  expect(new Story(new Replay(inOneFile)).tell(fired)).toBe(
    'timer fired: MainGreenlet goes on after sleep(20); set at line 12',
  );
  const [first, ...rest] = inOneFile.events;
  const inTwo = { ...inOneFile, events: [{ ...first!, place: { file: 'C:\\other.ts', line: 1, column: 1 } }, ...rest] };
  expect(new Story(new Replay(inTwo)).tell(fired)).toMatch(/; set at app\.ts:12$/);
});

test('the text has the turns and the entries if all is asked for, and says what was not kept', async () => {
  const { recording } = await recordVirtual(
    function* () {
      yield* sleep(0);
    },
    { limit: 7 },
  );
  const lines = formatRecording(recording, { all: true });
  expect(lines).toHaveLength(8);
  expect(lines[0]).toBe(`(the first ${recording.dropped} events were not kept)`);
  expect(lines.join('\n')).toContain('the hub takes MainGreenlet from the queue');
  expect(lines.at(-1)).toContain('the hub gives the turn back to the host');
});
