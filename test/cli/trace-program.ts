/**
 * A program for `greenlets trace`: a cook and two waiters; it ends as its argument says.
 */
import { Event, main, Queue, sleep, spawn } from 'greenlets';

/** Something that only TypeScript knows. */
type End = 'well' | 'error' | 'exit' | 'hang' | 'deadlock';

const [end = 'well', ...rest] = process.argv.slice(2) as [End?, ...string[]];

main(function* () {
  const orders = new Queue<string>(1);
  const waiter = spawn(function* () {
    for (;;) console.log(`${rest.join(' ')}serves ${yield* orders.get()}`);
  });
  waiter.name = 'waiter';
  const cook = spawn(function* () {
    for (const dish of ['soup', 'fish']) {
      yield* sleep(10);
      yield* orders.put(dish);
    }
  });
  cook.name = 'cook';
  yield* cook.join();
  yield* sleep(1);
  if (end === 'error') throw new RangeError('out of fish');
  if (end === 'exit') process.exit(7);
  if (end === 'hang') {
    process.send?.('it hangs');
    yield* sleep(60_000);
  }
  if (end === 'deadlock') yield* new Event().wait();
});
