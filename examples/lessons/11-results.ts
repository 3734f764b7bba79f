import { AsyncResult, joinall, main, sleep, spawn } from 'greenlets';

const weather = new AsyncResult<string>();
const lottery = new AsyncResult<number>();

function* reporter() {
  yield* sleep(100);
  console.log('the reporter has news');
  weather.set('rain');
  lottery.setException(new Error('the draw was cancelled'));
}

function* listener(name: string) {
  console.log(`${name} listens`);
  const news = yield* weather.get();
  console.log(`${name} hears: ${news}`);
}

function* player() {
  try {
    const number = yield* lottery.get();
    console.log(`the winning number is ${number}`);
  } catch (error) {
    console.log(`the player hears: ${(error as Error).message}`);
  }
}

main(function* () {
  yield* joinall([spawn(listener, 'Ann'), spawn(listener, 'Ben'), spawn(player), spawn(reporter)]);
  console.log(`who asks later is told at once: ${yield* weather.get()}`);
});
