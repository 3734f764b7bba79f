import { type Coroutine, joinall, Queue, spawn } from 'greenlets';
import { bothCrews, type Creature, type MeetingPlace, tallyOf } from '../chameneos.ts';
import { together } from '../define.ts';
import { type Bare, begin, pause, resume } from '../floor.ts';
import { Mailbox } from '../native.ts';
import { GO, inAsyncio, inGevent, inGo, peer, timed } from '../subjects.ts';
import type { Workload } from '../workload.ts';

interface Slot {
  card: number;
  resume: (card: number) => void;
}

function* bareLife(creature: Creature<Slot>, place: MeetingPlace<Slot>): Bare {
  for (;;) {
    const other = place.come(creature);
    if (other === undefined) return;
    if (other === null) {
      yield* pause;
      creature.meet(creature.inbox.card);
    } else {
      other.inbox.resume(creature.card);
      creature.meet(other.card);
    }
  }
}

/** Bare generators, and an array of those that are to go on. */
function bareCrew(creatures: readonly Creature<Slot>[], place: MeetingPlace<Slot>): void {
  const ready: (() => void)[] = [];
  for (const creature of creatures) {
    const life = bareLife(creature, place);
    const proceed = (): void => void resume(life);
    creature.inbox.resume = (card) => {
      creature.inbox.card = card;
      ready.push(proceed);
    };
    begin(life);
  }
  for (let batch = ready.splice(0); batch.length !== 0; batch = ready.splice(0)) for (const next of batch) next();
}

function* life(creature: Creature<Queue<number>>, place: MeetingPlace<Queue<number>>): Coroutine<void> {
  for (;;) {
    const other = place.come(creature);
    if (other === undefined) return;
    if (other === null) {
      creature.meet(yield* creature.inbox.get());
    } else {
      const { card } = other;
      other.inbox.putNowait(creature.card);
      creature.meet(card);
    }
  }
}

async function asyncLife(creature: Creature<Mailbox<number>>, place: MeetingPlace<Mailbox<number>>): Promise<void> {
  for (;;) {
    const other = place.come(creature);
    if (other === undefined) return;
    if (other === null) {
      creature.meet(await creature.inbox.receive());
    } else {
      const { card } = other;
      other.inbox.send(creature.card);
      creature.meet(card);
    }
  }
}

export const workload: Workload = together({
  name: 'chameneos',
  title: 'Chameneos-redux: 3 creatures, then 10 (Benchmarks Game)',
  what: 'one meeting of two',
  operations: 200_000,
  quick: 1000,
  expected: tallyOf,
  anchor: GO,
  subjects: [
    timed('floor', 'bare generators and an array of the ready ones', (n) =>
      bothCrews(n, () => ({ card: 0, resume: () => undefined }), bareCrew),
    ),
    timed('greenlets', 'who comes first waits in its Queue', (n) =>
      bothCrews(
        n,
        () => new Queue<number>(),
        async (creatures, place) => {
          await joinall(creatures.map((creature) => spawn(life, creature, place)));
        },
      ),
    ),
    timed('native await', 'who comes first waits in its mailbox of promises', (n) =>
      bothCrews(
        n,
        () => new Mailbox<number>(),
        (creatures, place) => Promise.all(creatures.map((creature) => asyncLife(creature, place))),
      ),
    ),
    ...inGo('who comes first waits on its channel; the place is locked'),
    peer('co', 'a mailbox of native promises for each'),
    peer('bluebird', 'a mailbox of its own promises for each'),
    peer('redux-saga', 'who comes first waits on its channel', { share: 0.25 }),
    peer('effection', 'who comes first waits on its queue', { share: 0.1 }),
    peer('effect', 'who comes first waits on its unbounded Queue', { share: 0.1 }),
    inGevent('who comes first waits on its Queue', { share: 0.25 }),
    inAsyncio('who comes first waits on its asyncio.Queue', { share: 0.25 }),
  ],
});
