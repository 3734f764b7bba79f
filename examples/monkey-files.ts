/**
 * A thousand files read with `fs/promises`, 50 at a time.
 *
 *     node --import tsx examples/monkey-files.ts
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main, Pool } from 'greenlets';
import 'greenlets/monkey/auto';

main(function* () {
  const folder = yield* mkdtemp(join(tmpdir(), 'greenlets-files-'));
  const pool = new Pool(50);
  try {
    yield* pool.map(
      function* (n: number) {
        yield* writeFile(join(folder, `${n}.txt`), 'x'.repeat(n));
      },
      Array.from({ length: 1000 }, (_, n) => n),
    );
    const names = yield* readdir(folder);
    const lengths = yield* pool.map(function* (name: string) {
      return (yield* readFile(join(folder, name), 'utf8')).length;
    }, names);
    console.log(`${names.length} files, ${lengths.reduce((sum, length) => sum + length, 0)} characters`);
  } finally {
    yield* rm(folder, { recursive: true });
  }
});
