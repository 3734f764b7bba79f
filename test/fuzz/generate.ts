/**
 * Random programs, by fast-check.
 *
 * Durations are sum-distinct: one is a small whole number plus a power of two that no other duration of the program
 * has, as `3 + 2**-9`. No two greenlets then wake at the same moment by accident, where the order of gevent's timers
 * would be an accident too; and every sum is exact in binary.
 */
import * as fc from 'fast-check';
import type { Action, ErrorKind, GreenletRef, Kind, Limit, ObjectRef, Objects, Op, Program, Ref } from './language.ts';

/** How much of everything a program may have. */
const MAX_OPS = 7;
const MAX_BODIES = 4;
const FIRST_POWER = 6;
const LAST_POWER = 36;

const ref: fc.Arbitrary<Ref> = fc.nat(6);
const body: fc.Arbitrary<Ref> = fc.nat(3);
const value: fc.Arbitrary<number> = fc.nat(9);
const error: fc.Arbitrary<ErrorKind> = fc.constantFrom('A', 'B', 'exit');
const errorOrNone: fc.Arbitrary<ErrorKind | null> = fc.option(error, { freq: 2 });
const block: fc.Arbitrary<boolean> = fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false));
const greenlet: fc.Arbitrary<GreenletRef> = fc.oneof(
  { weight: 12, arbitrary: ref },
  { weight: 1, arbitrary: fc.constant('self' as const) },
);
/** Whole seconds; `distinct` makes them sum-distinct. */
const duration: fc.Arbitrary<number> = fc.integer({ min: 1, max: 5 });
const durationOrZero: fc.Arbitrary<number> = fc.integer({ min: 0, max: 5 });
const limit: fc.Arbitrary<Limit> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 5, arbitrary: durationOrZero },
  { weight: 1, arbitrary: fc.record({ timeout: durationOrZero }) },
  { weight: 1, arbitrary: fc.constant('block' as const) },
);
const plainLimit: fc.Arbitrary<number | null> = fc.option(durationOrZero, { freq: 2 });
const count: fc.Arbitrary<number | null> = fc.option(fc.integer({ min: 1, max: 3 }), { freq: 2 });
const object: fc.Arbitrary<ObjectRef> = fc.record({
  kind: fc.constantFrom(
    'greenlet' as const,
    'greenlet' as const,
    'event' as const,
    'result' as const,
    'semaphore' as const,
  ),
  ref,
});
const objects: fc.Arbitrary<ObjectRef[]> = fc.array(object, { maxLength: 4 });
const refs: fc.Arbitrary<Ref[]> = fc.array(ref, { maxLength: 4 });

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constant('nothing' as const) }),
  fc.record({ do: fc.constant('throw' as const), error }),
  fc.record({ do: fc.constantFrom('set' as const, 'clear' as const), event: ref }),
  fc.record({ do: fc.constant('result' as const), result: ref, value }),
  fc.record({ do: fc.constant('put' as const), queue: ref, value }),
  fc.record({ do: fc.constant('get' as const), queue: ref }),
  fc.record({ do: fc.constant('release' as const), semaphore: ref }),
  fc.record({ do: fc.constant('spawn' as const), body }),
  fc.record({ do: fc.constantFrom('kill' as const, 'killSoon' as const), greenlet: ref, error: errorOrNone }),
  fc.record({ do: fc.constant('toss' as const), greenlet: ref, error: errorOrNone }),
);

type Fields<K extends Kind> = { [F in Exclude<keyof (Op & { op: K }), 'op'>]: fc.Arbitrary<(Op & { op: K })[F]> };

function op<K extends Kind>(kind: K, weight: number, fields: Fields<K>): fc.WeightedArbitrary<Op> {
  return { weight, arbitrary: fc.record({ op: fc.constant(kind), ...fields }) as unknown as fc.Arbitrary<Op> };
}

/** The operations without operations inside, and how often each is chosen. */
const simple: fc.WeightedArbitrary<Op>[] = [
  op('log', 1, {}),
  op('yield', 8, {}),
  op('sleep', 12, { d: duration, ref: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, fc.constant(false)) }),
  op('spawn', 14, { body }),
  op('spawnLater', 3, { body, d: durationOrZero }),
  op('spawnRaw', 3, { body }),
  op('make', 2, { body }),
  op('start', 2, { greenlet: ref }),
  op('startLater', 1, { greenlet: ref, d: durationOrZero }),
  op('join', 6, { greenlet, limit }),
  op('get', 5, { greenlet, block, limit }),
  op('status', 2, { greenlet }),
  op('kill', 9, { greenlet, error: errorOrNone, block, limit }),
  op('killSoon', 3, { greenlet, error: errorOrNone }),
  op('killRaw', 2, { raw: ref, error: errorOrNone }),
  op('killall', 3, { greenlets: refs, error: errorOrNone, block, limit: plainLimit }),
  op('joinall', 3, { greenlets: refs, count, limit: plainLimit, raise: fc.boolean() }),
  op('wait', 5, { objects, count, limit: plainLimit }),
  op('waitHub', 2, { limit: fc.option(duration, { freq: 2 }) }),
  op('link', 3, { greenlet, kind: fc.constantFrom('link', 'value', 'exception'), body }),
  op('rawlink', 4, { object, action }),
  op('linkResult', 2, { greenlet, result: ref }),
  op('unlink', 2, { link: ref }),
  op('unlinkAll', 1, { greenlet }),
  op('callback', 3, { action }),
  op('set', 6, { event: ref }),
  op('clear', 3, { event: ref }),
  op('waitEvent', 7, { event: ref, limit }),
  op('setResult', 4, { result: ref, value }),
  op('failResult', 2, { result: ref, error }),
  op('getResult', 4, { result: ref, block, limit }),
  op('waitResult', 3, { result: ref, limit }),
  op('put', 8, { queue: ref, value, block, limit }),
  op('take', 8, { queue: ref, block, limit }),
  op('peek', 2, { queue: ref, block, limit }),
  op('taskDone', 3, { queue: ref }),
  op('joinQueue', 2, { queue: ref, limit }),
  op('send', 4, { channel: ref, value, block, limit }),
  op('receive', 4, { channel: ref, block, limit }),
  op('acquire', 7, { semaphore: ref, block, limit }),
  op('release', 6, { semaphore: ref }),
  op('waitSemaphore', 2, { semaphore: ref, limit }),
  op('lock', 4, { lock: ref, block, limit }),
  op('unlock', 3, { lock: ref }),
  op('poolSpawn', 6, { pool: ref, body }),
  op('poolApply', 2, { pool: ref, body }),
  op('poolApplyAsync', 2, { pool: ref, body }),
  op('poolApplyCb', 1, { pool: ref, body, callback: body }),
  op('poolAdd', 2, { pool: ref, greenlet: ref, block, limit }),
  op('poolStart', 2, { pool: ref, greenlet: ref, block, limit }),
  op('poolDiscard', 1, { pool: ref, greenlet: ref }),
  op('poolMap', 3, { pool: ref, body, items: fc.nat(4), wait: fc.boolean() }),
  op('imap', 3, {
    pool: ref,
    body,
    items: fc.nat(4),
    broken: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
    ordered: fc.boolean(),
    maxsize: fc.option(fc.integer({ min: 1, max: 2 }), { freq: 2 }),
  }),
  op('next', 7, { imap: ref }),
  op('poolJoin', 3, { pool: ref, limit, raise: fc.boolean() }),
  op('poolKill', 3, { pool: ref, error: errorOrNone, block, limit }),
  op('poolKillone', 2, { pool: ref, greenlet: ref, error: errorOrNone, block, limit }),
  op('poolWait', 1, { pool: ref, limit }),
  op('poolStatus', 2, { pool: ref }),
  op('throw', 4, { error }),
  op('return', 2, { value }),
];

const { ops } = fc.letrec<{ ops: Op[]; op: Op }>((tie) => ({
  ops: fc.array(tie('op'), { maxLength: MAX_OPS, depthIdentifier: 'program', size: 'max' }),
  op: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'program', withCrossShrink: true },
    { weight: 180, arbitrary: fc.oneof(...simple) },
    op('iwait', 5, {
      objects,
      count,
      limit: plainLimit,
      take: fc.nat(4),
      close: fc.boolean(),
      each: tie('ops'),
    }),
    op('use', 4, { semaphore: ref, body: tie('ops') }),
    op('timeout', 14, {
      d: fc.option(durationOrZero, { freq: 9 }),
      error: fc.constantFrom(null, false as const, 'A' as const),
      body: tie('ops'),
    }),
    op('try', 14, {
      body: tie('ops'),
      caught: fc.option(tie('ops'), { freq: 3 }),
      rethrow: fc.boolean(),
      last: fc.option(tie('ops'), { freq: 1 }),
    }),
  ),
}));

const things: fc.Arbitrary<Objects> = fc.record({
  events: fc.integer({ min: 1, max: 2 }),
  results: fc.integer({ min: 1, max: 2 }),
  channels: fc.constant(1),
  locks: fc.constant(1),
  queues: fc.array(
    fc.record({
      kind: fc.constantFrom(
        'fifo' as const,
        'fifo' as const,
        'lifo' as const,
        'priority' as const,
        'joinable' as const,
      ),
      maxsize: fc.option(fc.integer({ min: 1, max: 2 }), { freq: 2 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  semaphores: fc.array(fc.record({ value: fc.nat(2), bounded: fc.boolean() }), { minLength: 1, maxLength: 2 }),
  pools: fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(null), fc.constant('group' as const)), {
    minLength: 1,
    maxLength: 2,
  }),
});

/** Make the durations of a program sum-distinct: each whole number of seconds gets a power of two of its own. */
function distinct(program: Program): Program {
  let power = FIRST_POWER;
  const change = (key: string, given: unknown): unknown => {
    if (typeof given === 'number' && given > 0 && (key === 'd' || key === 'limit' || key === 'timeout')) {
      if (power < LAST_POWER) power++;
      return given + 2 ** -power;
    }
    if (Array.isArray(given)) return given.map((item: unknown) => change('', item));
    if (typeof given !== 'object' || given === null) return given;
    return Object.fromEntries(Object.entries(given).map(([name, item]) => [name, change(name, item)]));
  };
  return change('', program) as Program;
}

/** Every program. Main is longer than the bodies, and often ends by waiting for everything. */
export const programs: fc.Arbitrary<Program> = fc
  .record({
    objects: things,
    start: ops,
    middle: ops,
    end: fc.constantFrom<Op[]>([], [{ op: 'waitHub', limit: null }]),
    bodies: fc.array(ops, { maxLength: MAX_BODIES, size: 'max' }),
  })
  .map(({ objects: given, start, middle, end, bodies }) =>
    distinct({ objects: given, main: [...start, ...middle, ...end], bodies }),
  );
