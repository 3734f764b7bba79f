import { joinall, main, Queue, select, sleep, spawn } from 'greenlets';

const letters = new Queue<string>();
const calls = new Queue<string>();

function* postman() {
  yield* sleep(100);
  letters.putNowait('a postcard');
  yield* sleep(200);
  letters.putNowait('a bill');
}

function* telephone() {
  yield* sleep(200);
  calls.putNowait('grandmother');
}

function* office() {
  for (;;) {
    const first = yield* select({ letter: letters.get(), call: calls.get(), closing: sleep(150) });
    if (first.key === 'closing') break;
    console.log(`${first.key}: ${first.value}`);
  }
  console.log('closed');
}

main(function* () {
  yield* joinall([spawn(postman), spawn(telephone), spawn(office)]);
  calls.putNowait('too late');
  console.log(`calls nobody has taken: ${calls.qsize()}`);
});
