import { joinall, main, Semaphore, sleep, spawn } from 'greenlets';

let balance = 0;
const lock = new Semaphore(1);

function* deposit(name: string, amount: number) {
  const before = balance;
  console.log(`${name} reads ${before}`);
  yield* sleep(0);
  balance = before + amount;
  console.log(`${name} writes ${balance}`);
}

function* depositAlone(name: string, amount: number) {
  yield* lock.use(function* () {
    yield* deposit(name, amount);
  });
}

main(function* () {
  yield* joinall([spawn(deposit, 'Ann', 10), spawn(deposit, 'Ben', 20)]);
  console.log(`10 and 20 make ${balance}`);

  balance = 0;
  yield* joinall([spawn(depositAlone, 'Ann', 10), spawn(depositAlone, 'Ben', 20)]);
  console.log(`10 and 20 make ${balance}`);
});
