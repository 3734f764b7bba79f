/**
 * A crawl with nothing but plain `fetch`: each page is fetched by a greenlet of a pool, and the whole has a time limit,
 * after which no socket is left.
 *
 *     node --import tsx examples/monkey-crawl.ts
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { main, Pool, withTimeout } from 'greenlets';
import 'greenlets/monkey/auto';

/** A site of 40 pages: page n links to 2n and 2n + 1; page 13 never answers. */
const LAST = 40;
const server = createServer((request, response) => {
  const page = Number(request.url!.slice(1));
  if (page === 13) return;
  const links = [2 * page, 2 * page + 1].filter((n) => n <= LAST);
  response.end(links.map((n) => `<a href="/${n}">${n}</a>`).join(' '));
});

main(function* () {
  server.listen(0, '127.0.0.1');
  yield* once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const seen = new Set<string>(['/1']);
  const failed: string[] = [];

  function* visit(path: string) {
    try {
      return yield* withTimeout(300, function* () {
        const response = yield* fetch(`http://127.0.0.1:${port}${path}`);
        return [...(yield* response.text()).matchAll(/href="([^"]+)"/g)];
      });
    } catch (error) {
      failed.push(`${path}: ${String(error)}`);
      return [];
    }
  }

  const pool = new Pool(8);
  for (let level = [...seen]; level.length !== 0;) {
    const pages = yield* pool.map(visit, level);
    level = [];
    for (const [, path = ''] of pages.flat()) {
      if (!seen.has(path)) level.push(path);
      seen.add(path);
    }
  }
  console.log(`${seen.size} pages, failed: ${failed.join(', ')}`);
  server.closeAllConnections();
  server.close();
});
