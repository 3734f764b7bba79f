/**
 * The origin server of the demonstration, a process of its own: plain `node:http`, so that nothing of what is measured
 * depends on the library. What it answers, and when, stands in the URL. It sends its port to its parent, and ends when
 * the parent is gone, however that came about.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

function answer(response: ServerResponse, kind: string, rest: string): void {
  switch (kind) {
    case 'page':
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ page: rest }));
      break;
    case 'moved':
      response.writeHead(302, { location: `/page/${rest}` }).end();
      break;
    case 'broken':
      response.writeHead(500, { 'content-type': 'text/plain' }).end('broken on purpose\n');
      break;
    default:
      response.writeHead(404, { 'content-type': 'text/plain' }).end('no such page\n');
  }
}

const server = createServer((request, response) => {
  const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://origin');
  const [, kind = '', number = ''] = pathname.split('/');
  if (kind === 'silent') return;
  setTimeout(answer, Number(searchParams.get('ms')), response, kind, number + search);
});
// Longer than any pass: no connection is closed under a request.
server.keepAliveTimeout = 60_000;

// Ctrl-C reaches the whole process group; the parent is to unwind first, and takes this process with it.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
