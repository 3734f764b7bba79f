import { main, Pool, sleep } from 'greenlets';

function* echo(n: number) {
  yield* sleep(((n * 3) % 7) * 100);
  return n;
}

/** Six echoes at once, told of as they come; returns their order. */
function* run(tell: (n: number) => void) {
  const order: number[] = [];
  const echoes = new Pool(10).imapUnordered(echo, [1, 2, 3, 4, 5, 6]);
  for (let next = yield* echoes.next(); !next.done; next = yield* echoes.next()) {
    tell(next.value);
    order.push(next.value);
  }
  return order.join(' ');
}

main(function* () {
  const first = yield* run((n) => console.log(`${n} comes back`));
  const second = yield* run(() => {});
  const third = yield* run(() => {});
  console.log(first === second && second === third ? 'the same each time' : 'different');
});
