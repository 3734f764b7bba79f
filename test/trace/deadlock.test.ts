import { type Coroutine, Event, type Greenlet, Hub, joinall, LoopExit, RLock, sleep, spawn } from 'greenlets';
import { VirtualHost } from 'greenlets/testing';
import { formatDeadlock } from 'greenlets/trace';
import { expect, test } from 'vitest';

/** The drawing at the moment when `program` runs into its LoopExit, without the places. */
async function drawn(program: () => Coroutine<unknown>): Promise<string[]> {
  let lines: string[] = [];
  const hub: Hub = new Hub({
    host: new VirtualHost(),
    tracer: {
      event(kind, _greenlet, _time, detail) {
        if (kind === 'throw' && detail instanceof LoopExit) lines = formatDeadlock(hub);
      },
    },
  });
  await expect(
    hub.run(function* () {
      yield* program();
    }),
  ).rejects.toBeInstanceOf(LoopExit);
  return lines.map((line) => line.replace(/ at \S*deadlock\.test\.ts:\d+:\d+$/, ''));
}

function named<T>(name: string, body: () => Coroutine<T>): Greenlet<T> {
  return Object.assign(spawn(body), { name });
}

test('below each greenlet stand those it waits for', async () => {
  const lines = await drawn(function* () {
    const never = named('never', function* () {
      yield* new Event().wait();
    });
    const first = named('first', function* () {
      yield* never.join();
    });
    const second = named('second', function* () {
      yield* never.get();
    });
    yield* joinall([first, second]);
  });
  expect(lines).toEqual([
    'MainGreenlet waits in joinall',
    '├── first waits in join of never',
    '│   └── never waits in wait of an Event',
    '└── second waits in get of never',
    '    └── never, see above',
  ]);
});

test('a circle is marked: philosophers who each hold a lock and wait for the next', async () => {
  const lines = await drawn(function* () {
    const forks = ['a', 'b', 'c'].map(() => new RLock());
    for (const [seat, name] of ['ann', 'bob', 'cleo'].entries()) {
      named(name, function* () {
        yield* forks[seat]!.acquire();
        yield* sleep(1);
        yield* forks[(seat + 1) % 3]!.acquire();
      });
    }
    yield* new Event().wait();
  });
  expect(lines).toEqual([
    'MainGreenlet waits in wait of an Event',
    'ann waits in acquire of an RLock',
    '└── bob waits in acquire of an RLock',
    '    └── cleo waits in acquire of an RLock',
    '        └── ↻ ann: they wait for each other',
  ]);
});

test('nobody waits: nothing is drawn', () => {
  expect(formatDeadlock(new Hub({ host: new VirtualHost() }))).toEqual([]);
});
