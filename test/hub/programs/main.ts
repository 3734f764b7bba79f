/**
 * Programs for `main`: the first argument says which.
 */
import { Event, main, Queue, sleep, spawn, type Coroutine } from 'greenlets';

const programs: Record<string, () => Coroutine<void>> = {
  *returns() {
    yield* sleep(1);
    console.log('done');
  },
  *throws() {
    yield* sleep(1);
    throw new RangeError('main is broken');
  },
  *setsExitCode() {
    yield* sleep(1);
    process.exitCode = 3;
  },
  *abandons() {
    spawn(function* () {
      try {
        yield* sleep(60_000);
      } finally {
        console.log('unwound');
      }
    });
    spawn(() => console.log('never begins'));
    console.log('main ends');
  },
  *waitsForSignal() {
    try {
      console.log('ready');
      yield* sleep(60_000);
    } finally {
      yield* sleep(1);
      console.log('cleaned up');
    }
  },
  *cleansUpForEver() {
    try {
      console.log('ready');
      yield* sleep(60_000);
    } finally {
      console.log('cleaning');
      yield* sleep(60_000);
    }
  },
  *swallows() {
    try {
      console.log('ready');
      yield* sleep(60_000);
    } catch {
      console.log('swallowed');
    }
  },
  *deadlocks() {
    const worker = spawn(() => new Queue<number>().get());
    worker.name = 'hungry worker';
    yield* worker.join();
  },
  *survivesDeadlock() {
    try {
      yield* new Event().wait();
    } catch (error) {
      console.log((error as Error).name);
    }
    yield* sleep(1);
    console.log('goes on');
  },
  *longOutput() {
    console.log('x'.repeat(300_000));
    yield* sleep(0);
  },
};

const program = programs[process.argv[2]!];
if (program === undefined) throw new Error(`no program ${process.argv[2]}`);
main(program);
