import { joinall, main, sleep, spawn } from 'greenlets';

function* foo() {
  console.log('foo is running');
  yield* sleep(0);
  console.log('foo is back');
}

function* bar() {
  console.log('bar is running');
  yield* sleep(0);
  console.log('bar is back');
}

main(function* () {
  const greenlets = [spawn(foo), spawn(bar)];
  console.log('both are spawned');
  yield* joinall(greenlets);
  console.log('both have ended');
});
