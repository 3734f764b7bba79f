/** The HTTP server where there is no nginx; see origin.ts. The port is its one argument. */
import { createServer } from 'node:http';
import { ANSWER } from './origin.ts';

const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(ANSWER) };

const server = createServer((_request, response) => {
  response.writeHead(200, headers).end(ANSWER);
});
server.keepAliveTimeout = 3_600_000;
server.listen(Number(process.argv[2]), '127.0.0.1');
// Ends with its parent, however that came about.
process.on('disconnect', () => process.exit());
