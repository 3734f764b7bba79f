import { BoundedSemaphore, joinall, main, sleep, spawn } from 'greenlets';

const boats = new BoundedSemaphore(2);

function* row(name: string, ms: number) {
  yield* boats.acquire();
  console.log(`${name} takes a boat`);
  yield* sleep(ms);
  console.log(`${name} brings it back`);
  boats.release();
}

function* hurry(name: string) {
  const got = yield* boats.acquire({ timeout: 50 });
  console.log(got ? `${name} takes a boat` : `${name} walks instead`);
}

main(function* () {
  yield* joinall([
    spawn(row, 'Ann', 100),
    spawn(row, 'Ben', 250),
    spawn(row, 'Cleo', 200),
    spawn(hurry, 'Dan'),
    spawn(row, 'Eve', 100),
  ]);
  console.log(`boats at the pier: ${boats.counter}`);
  try {
    boats.release();
  } catch {
    console.log('nobody can bring back a third boat');
  }
});
