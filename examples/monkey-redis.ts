/**
 * A pool of greenlets over one redis client, which knows nothing of greenlets.
 *
 *     node --import tsx examples/monkey-redis.ts redis://127.0.0.1:6379
 */
import { createClient } from 'redis';
import { main, Pool } from 'greenlets';
import 'greenlets/monkey/auto';

main(function* () {
  const client = createClient({ url: process.argv[2] ?? 'redis://127.0.0.1:6379' });
  client.on('error', (error) => console.error(error));
  yield* client.connect();
  yield* client.del('greenlets:words');

  function* count(word: string) {
    yield* client.hIncrBy('greenlets:words', word, 1);
  }

  const words = 'to be or not to be that is the question'.split(' ');
  yield* new Pool(4).map(count, words);
  const counts = Object.entries(yield* client.hGetAll('greenlets:words'));
  counts.sort(([a, m], [b, n]) => Number(n) - Number(m) || a.localeCompare(b));
  console.log(counts.map(([word, times]) => `${word} ${times}`).join(', '));
  yield* client.del('greenlets:words');
  yield* client.close();
});
