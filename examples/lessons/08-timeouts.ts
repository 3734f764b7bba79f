import { main, sleep, spawn, Timeout, withTimeout } from 'greenlets';

function* cook() {
  try {
    yield* sleep(300);
    return 'soup';
  } finally {
    console.log('the stove is off');
  }
}

main(function* () {
  try {
    yield* withTimeout(100, cook);
  } catch (error) {
    if (!(error instanceof Timeout)) throw error;
    console.log('no soup within 100 ms');
  }

  const dish = yield* withTimeout(100, cook, { timeoutValue: 'bread' });
  console.log(`so we eat ${dish}`);

  const pot = spawn(cook);
  try {
    yield* pot.get({ timeout: 100 });
  } catch (error) {
    if (!(error instanceof Timeout)) throw error;
    console.log('we stop waiting, but the pot is still on the stove');
  }
  console.log(`later there is ${yield* pot.get()}`);
});
