import { type Greenlet, joinall, main, sleep, spawn } from 'greenlets';

function* win() {
  yield* sleep(100);
  return 'the cup';
}

function* lose() {
  yield* sleep(100);
  throw new Error('out of breath');
}

const yes = (answer: boolean) => (answer ? 'yes' : 'no');

function show(name: string, greenlet: Greenlet<string | void>) {
  console.log(
    `${name}: started ${yes(greenlet.started)}, ready ${yes(greenlet.ready())}, ` +
      `successful ${yes(greenlet.successful())}, value ${String(greenlet.value ?? 'none')}`,
  );
}

main(function* () {
  const winner = spawn(win);
  const loser = spawn(lose);
  show('winner', winner);
  show('loser', loser);

  yield* joinall([winner, loser]);
  show('winner', winner);
  show('loser', loser);

  try {
    yield* loser.get();
  } catch (error) {
    console.log(`get() throws: ${(error as Error).message}`);
    console.log(`the very same error: ${yes(error === loser.exception)}`);
  }
});
