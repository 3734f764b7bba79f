import { main, scope, sleep } from 'greenlets';

function* fetchPart(name: string, ms: number) {
  console.log(`${name} begins`);
  try {
    yield* sleep(ms);
    if (name === 'broken') throw new Error('the line is cut');
    console.log(`${name} is here`);
    return name.toUpperCase();
  } finally {
    console.log(`${name} hangs up`);
  }
}

function* fetchAll(...names: string[]) {
  return yield* scope(function* (s) {
    const parts = names.map((name, index) => s.spawn(fetchPart, name, (index + 1) * 100));
    const results: string[] = [];
    for (const part of parts) results.push(yield* part.get());
    return results.join(' ');
  });
}

main(function* () {
  console.log(yield* fetchAll('left', 'right'));
  try {
    console.log(yield* fetchAll('front', 'broken', 'back'));
  } catch (error) {
    console.log(`all stopped: ${(error as Error).message}`);
  }
});
