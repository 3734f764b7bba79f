import { killall, main, sleep, spawn } from 'greenlets';

function* serve(name: string, goodbye: number) {
  try {
    for (;;) {
      console.log(`${name} works`);
      yield* sleep(200);
    }
  } finally {
    console.log(`${name} says goodbye`);
    yield* sleep(goodbye);
    console.log(`${name} is gone`);
  }
}

function* heartbeat() {
  for (;;) yield* sleep(10);
}

main(function* () {
  spawn(heartbeat);
  const workers = [spawn(serve, 'Ann', 100), spawn(serve, 'Ben', 50)];
  try {
    yield* sleep(300);
    console.log('main has done its work');
  } finally {
    console.log('shutting down');
    yield* killall(workers);
    console.log('everybody is gone');
  }
});
