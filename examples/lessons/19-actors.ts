import { type Coroutine, Greenlet, joinall, main, Queue, sleep } from 'greenlets';

/** A greenlet with an inbox: it handles one message after another. */
abstract class Actor<M> extends Greenlet<void> {
  readonly inbox: Queue<M> = new Queue<M>();

  abstract receive(message: M): Coroutine<void>;

  override *run() {
    for (;;) yield* this.receive(yield* this.inbox.get());
  }
}

class Player extends Actor<string> {
  partner: Player | null = null;
  private readonly who: string;

  constructor(who: string) {
    super();
    this.who = who;
  }

  override *receive(ball: string) {
    console.log(`${this.who} hits the ${ball} ball`);
    yield* sleep(100);
    this.partner?.inbox.putNowait(ball);
  }
}

main(function* () {
  const ann = new Player('Ann');
  const ben = new Player('Ben');
  ann.partner = ben;
  ben.partner = ann;
  ann.start();
  ben.start();

  ann.inbox.putNowait('red');
  ben.inbox.putNowait('blue');
  console.log('two balls are in the air');
  yield* joinall([ann, ben], { timeout: 250 });
  console.log('time is up');
});
