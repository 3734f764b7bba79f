// The server that the documents call https://example.com.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const status = url.pathname === '/missing' ? 404 : 200;
  response.writeHead(status, { 'content-type': 'application/json' });
  const answer = Object.fromEntries([...url.searchParams].map(([key, value]) => [key, Number(value)]));
  response.end(JSON.stringify(status === 200 ? answer : { error: 'not found' }));
});
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
process.on('disconnect', () => process.exit());
