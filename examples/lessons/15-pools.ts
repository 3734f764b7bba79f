import { main, Pool, sleep } from 'greenlets';

function* download(name: string, ms: number) {
  console.log(`${name} begins`);
  yield* sleep(ms);
  console.log(`${name} is here`);
}

main(function* () {
  const pool = new Pool(2);
  for (const [name, ms] of [
    ['film', 400],
    ['song', 100],
    ['book', 200],
    ['game', 250],
  ] as const) {
    yield* pool.spawn(download, name, ms);
    console.log(`main has spawned ${name}, free places: ${pool.freeCount()}`);
  }
  yield* pool.join();
  console.log('all are here');
});
