import { main, sleep, spawn } from 'greenlets';

function* write() {
  console.log('the file is open');
  try {
    for (let line = 1; ; line++) {
      console.log(`line ${line}`);
      yield* sleep(100);
    }
  } finally {
    console.log('cleaning up');
    yield* sleep(50);
    console.log('the file is closed');
  }
}

main(function* () {
  const writer = spawn(write);
  yield* sleep(250);
  console.log('kill');
  yield* writer.kill();
  console.log(`the writer is ${writer.dead ? 'dead' : 'alive'}`);

  const unlucky = spawn(write);
  yield* unlucky.kill();
  console.log('who is killed before its first line never runs');
});
