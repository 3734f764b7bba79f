import { Greenlet, joinall, main, sleep, spawn, spawnLater } from 'greenlets';

function* greet(text: string, ms: number) {
  yield* sleep(ms);
  console.log(text);
}

/** A greenlet with a state and methods of its own. */
class Greeter extends Greenlet<void> {
  private readonly guest: string;

  constructor(guest: string) {
    super();
    this.guest = guest;
  }

  override *run() {
    console.log(`Welcome, ${this.guest}!`);
    yield* sleep(200);
    console.log(`Goodbye, ${this.guest}!`);
  }
}

main(function* () {
  const unstarted = new Greenlet(greet, 'I was started by hand', 0);
  const greenlets = [
    spawn(greet, 'I slept for 100 ms', 100),
    spawnLater(50, greet, 'I began after 50 ms', 0),
    Greeter.spawn('Ann'),
    spawn(() => console.log('I am a plain function')),
    unstarted,
  ];
  console.log('nothing has run so far');
  unstarted.start();
  yield* joinall(greenlets);
});
