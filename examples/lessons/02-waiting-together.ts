import { joinall, main, sleep, spawn } from 'greenlets';

function* boil(what: string, ms: number) {
  console.log(`${what}: on the stove`);
  yield* sleep(ms);
  console.log(`${what}: done`);
}

main(function* () {
  console.log('one after another');
  yield* boil('potatoes', 300);
  yield* boil('eggs', 200);
  yield* boil('tea', 100);

  console.log('all at once');
  yield* joinall([spawn(boil, 'potatoes', 300), spawn(boil, 'eggs', 200), spawn(boil, 'tea', 100)]);
});
