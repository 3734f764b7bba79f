import { Empty, joinall, main, Queue, sleep, spawn } from 'greenlets';

const counter = new Queue<string>(2);

function* cook() {
  for (const dish of ['soup', 'fish', 'rice', 'cake', 'tea']) {
    yield* counter.put(dish);
    console.log(`the cook puts down the ${dish}`);
  }
  console.log('the cook is done');
}

function* waiter(name: string) {
  try {
    for (;;) {
      const dish = yield* counter.get({ timeout: 350 });
      console.log(`${name} takes the ${dish}`);
      yield* sleep(100);
    }
  } catch (error) {
    if (!(error instanceof Empty)) throw error;
    console.log(`${name} has waited long enough`);
  }
}

main(function* () {
  yield* joinall([spawn(cook), spawn(waiter, 'Ann'), spawn(waiter, 'Ben')]);
});
