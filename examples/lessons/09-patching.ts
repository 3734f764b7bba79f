import { setTimeout as pause } from 'node:timers/promises';
import { joinall, main, spawn } from 'greenlets';
import 'greenlets/monkey/auto';

/** `pause` is Node's: it knows promises and nothing of greenlets. */
function* nap(name: string, ms: number) {
  console.log(`${name} falls asleep`);
  try {
    yield* pause(ms);
    console.log(`${name} wakes up`);
  } finally {
    console.log(`${name} gets up`);
  }
}

main(function* () {
  const long = spawn(nap, 'Ann', 60_000);
  const short = spawn(nap, 'Ben', 100);
  yield* short.join();
  console.log('wake Ann');
  yield* long.kill();
  yield* joinall([long, short]);
  console.log('nobody waits a minute');
});
