/** Programs whose generators yield promises: co's and bluebird's are the same, but for the promises. */
import { bothCrews, type Creature, type MeetingPlace } from '../chameneos.ts';
import type { Programs } from '../program.ts';
import { Room } from '../room.ts';
import { BoundedQueue, Gate, Mailbox, Permits, type PromiseClass } from './waiting.ts';

/** A body: what comes out of its yields has no type. */
type Body<T> = Generator<unknown, T, never>;

/** Makes a function that runs the body and gives a promise: `co.wrap`, `Promise.coroutine`. */
export type Wrap = <A extends unknown[], T>(body: (...args: A) => Body<T>) => (...args: A) => PromiseLike<T>;

function total(sums: readonly number[]): number {
  return sums.reduce((sum, each) => sum + each, 0);
}

function times<T>(n: number, make: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => make(i));
}

/** The programs under `wrap`, with promises of that class. */
export function programsWith(wrap: Wrap, promises: PromiseClass): Programs {
  const resolved = promises.resolve();
  const makeInbox = (): Mailbox<number> => new Mailbox<number>(promises);
  const switching = wrap(function* (count: number): Body<number> {
    for (let i = 0; i < count; i++) yield resolved;
    return count;
  });

  const child = wrap(function* (i: number): Body<number> {
    return i;
  });

  const produce = wrap(function* (queue: BoundedQueue<number>, from: number, to: number, step: number): Body<void> {
    for (let i = from; i < to; i += step) yield queue.put(i);
  });

  const consume = wrap(function* (queue: BoundedQueue<number>, count: number): Body<number> {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += yield queue.get();
    return sum;
  });

  const waiter = wrap(function* (round: { next: Gate }, rounds: number): Body<number> {
    for (let i = 0; i < rounds; i++) yield round.next.promise;
    return rounds;
  });

  const setter = wrap(function* (round: { next: Gate }, rounds: number): Body<void> {
    for (let i = 0; i < rounds; i++) {
      const { next } = round;
      round.next = new Gate(promises);
      next.open();
      yield next.promise;
    }
  });

  const permitted = wrap(function* (semaphore: Permits, room: Room, count: number): Body<void> {
    for (let i = 0; i < count; i++) {
      yield semaphore.acquire();
      room.enter();
      yield resolved;
      room.leave();
      semaphore.release();
    }
  });

  const skynet = wrap(function* (number: number, size: number): Body<number> {
    if (size === 1) return number;
    const part = size / 10;
    const sums: number[] = yield promises.all(times(10, (i) => skynet(number + i * part, part)));
    return total(sums);
  });

  const node = wrap(function* (inbox: Mailbox<number>, next: Mailbox<number>, win: () => void): Body<void> {
    for (;;) {
      const left: number = yield inbox.receive();
      if (left === 0) return win();
      next.send(left - 1);
    }
  });

  const life = wrap(function* (creature: Creature<Mailbox<number>>, place: MeetingPlace<Mailbox<number>>): Body<void> {
    for (;;) {
      const other = place.come(creature);
      if (other === undefined) return;
      if (other === null) {
        creature.meet(yield creature.inbox.receive());
      } else {
        const { card } = other;
        other.inbox.send(creature.card);
        creature.meet(card);
      }
    }
  });

  const ping = wrap(function* (n: number, inbox: Mailbox<number>, other: Mailbox<number>): Body<number> {
    let last = 0;
    for (let i = 0; i < n; i++) {
      other.send(last);
      last = yield inbox.receive();
    }
    return last;
  });

  const pong = wrap(function* (n: number, inbox: Mailbox<number>, other: Mailbox<number>): Body<void> {
    for (let i = 0; i < n; i++) {
      const message: number = yield inbox.receive();
      other.send(message + 1);
    }
  });

  const worker = wrap(function* (inbox: Mailbox<number>, messages: number): Body<number> {
    let sum = 0;
    for (let i = 0; i < messages; i++) sum += yield inbox.receive();
    return sum;
  });

  const philosopher = wrap(function* (first: Permits, second: Permits, count: number): Body<number> {
    for (let i = 0; i < count; i++) {
      yield first.acquire();
      yield second.acquire();
      yield resolved;
      second.release();
      first.release();
    }
    return count;
  });

  const oneQueue =
    (size: number) =>
    async (n: number): Promise<number> => {
      const queue = new BoundedQueue<number>(promises, size);
      const producing = produce(queue, 0, n, 1);
      const sum = await consume(queue, n);
      await producing;
      return sum;
    };

  return {
    switch: async (n) => total(await promises.all(times(100, () => switching(n / 100)))),
    spawn: async (n) => {
      const values = await promises.all(times(n, child));
      return () => total(values);
    },
    queue1: oneQueue(1),
    queue100: oneQueue(100),
    event: async (n) => {
      const round = { next: new Gate(promises) };
      const waiters = times(1000, () => waiter(round, n / 1000));
      await setter(round, n / 1000);
      return total(await promises.all(waiters));
    },
    semaphore: async (n) => {
      const semaphore = new Permits(promises, 10);
      const room = new Room(10);
      await promises.all(times(100, () => permitted(semaphore, room, n / 100)));
      return room.counts;
    },
    skynet100k: (n) => skynet(0, n),
    'thread-ring': (n) =>
      new Promise((resolve) => {
        const inboxes = times(503, makeInbox);
        inboxes.forEach((inbox, i) => void node(inbox, inboxes[(i + 1) % 503]!, () => resolve(i + 1)));
        inboxes[0]!.send(n);
      }),
    chameneos: (n) =>
      bothCrews(n, makeInbox, (creatures, place) => promises.all(creatures.map((creature) => life(creature, place)))),
    'ping-pong': (n) => {
      const [left, right] = [makeInbox(), makeInbox()];
      void pong(n, right, left);
      return ping(n, left, right);
    },
    'fork-join': async (n) => {
      const workers: PromiseLike<number>[] = [];
      for (let i = 0; i < n; i++) {
        const inbox = makeInbox();
        workers.push(worker(inbox, 1));
        inbox.send(i);
      }
      return total(await promises.all(workers));
    },
    throughput: async (n) => {
      const inboxes = times(60, makeInbox);
      const workers = inboxes.map((inbox) => worker(inbox, n / 60));
      for (let i = 0; i < n; i++) inboxes[i % 60]!.send(i);
      return total(await promises.all(workers));
    },
    'bounded-buffer': async (n) => {
      const buffer = new BoundedQueue<number>(promises, 50);
      for (let first = 0; first < 40; first++) void produce(buffer, first, n, 40);
      return total(await promises.all(times(40, () => consume(buffer, n / 40))));
    },
    philosophers: async (n) => {
      const forks = times(20, () => new Permits(promises, 1));
      const seats = times(20, (i) => [Math.min(i, (i + 1) % 20), Math.max(i, (i + 1) % 20)] as const);
      const diners = seats.map(([first, second]) => philosopher(forks[first]!, forks[second]!, n / 20));
      return total(await promises.all(diners));
    },
  };
}
