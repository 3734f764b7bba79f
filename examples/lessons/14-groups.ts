import { type Greenlet, Group, main, type OperationIterator, sleep } from 'greenlets';

function* measure(n: number) {
  yield* sleep((4 - n) * 100);
  return n * n;
}

function* printAll(results: OperationIterator<number>) {
  for (let next = yield* results.next(); !next.done; next = yield* results.next()) console.log(`  ${next.value}`);
}

main(function* () {
  const group = new Group();
  for (const n of [1, 2, 3]) {
    group.spawn(measure, n).link((greenlet: Greenlet<number>) => console.log(`  ${greenlet.value}`));
  }
  console.log(`members: ${group.length}`);
  yield* group.join();
  console.log(`members: ${group.length}`);

  const squares = yield* group.map(measure, [1, 2, 3]);
  console.log(`map: ${squares.join(' ')}`);
  console.log('imap:');
  yield* printAll(group.imap(measure, [1, 2, 3]));
  console.log('imapUnordered:');
  yield* printAll(group.imapUnordered(measure, [1, 2, 3]));
});
