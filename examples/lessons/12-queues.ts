import { joinall, main, Queue, sleep, spawn } from 'greenlets';

const tasks = new Queue<string>();

function* worker(name: string) {
  while (!tasks.empty()) {
    const task = yield* tasks.get();
    console.log(`${name} takes ${task}`);
    yield* sleep(0);
  }
  console.log(`${name} goes home`);
}

function* boss() {
  for (let n = 1; n <= 7; n++) tasks.putNowait(`task ${n}`);
  console.log('the boss has filled the queue');
}

main(function* () {
  yield* spawn(boss).join();
  yield* joinall([spawn(worker, 'Ann'), spawn(worker, 'Ben'), spawn(worker, 'Cleo')]);
  console.log(`tasks left: ${tasks.qsize()}`);
});
