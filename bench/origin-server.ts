/**
 * An HTTP server in a process of its own; see origin.ts. The port is its one argument. `/delay/MS` is answered after so
 * many milliseconds, everything else at once.
 */
import { createServer, type ServerResponse } from 'node:http';
import { ANSWER } from './origin.ts';

const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(ANSWER) };

function answer(response: ServerResponse): void {
  response.writeHead(200, headers).end(ANSWER);
}

const server = createServer(({ url }, response) => {
  const delay = /^\/delay\/(\d+)$/.exec(url ?? '')?.[1];
  if (delay === undefined) answer(response);
  else setTimeout(answer, Number(delay), response);
});
server.keepAliveTimeout = 3_600_000;
server.listen(Number(process.argv[2]), '127.0.0.1');
// Ends with its parent, however that came about.
process.on('disconnect', () => process.exit());
