// The servers that the documents call https://example.com and, with a certificate that nobody vouches for,
// https://self-signed.example.com: a path says what is to happen.
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';

const visits = new Map();
let inFlight = 0;
let busiest = 0;

function json(response, value, status = 200, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

/** The query, as numbers: what most of the documents ask for. */
function query({ url, response }) {
  json(response, Object.fromEntries([...url.searchParams].map(([key, value]) => [key, Number(value)])));
}

const routes = {
  missing: ({ response }) => json(response, { error: 'not found' }, 404),
  status: ({ argument, response }) => {
    response.writeHead(Number(argument));
    response.end();
  },
  delay: ({ argument, response }) => setTimeout(() => json(response, { waited: Number(argument) }), Number(argument)),
  echo: ({ request, response, body }) =>
    json(response, { method: request.method, type: request.headers['content-type'] ?? null, body }),
  pages: ({ url, response }) => {
    const page = Number(url.searchParams.get('page') ?? 1);
    json(response, { page, items: [`item ${page * 2 - 1}`, `item ${page * 2}`], next: page < 3 ? page + 1 : null });
  },
  login: ({ url, response }) => json(response, {}, 200, { 'set-cookie': `user=${url.searchParams.get('user')}` }),
  profile: ({ request, response }) => json(response, { cookie: request.headers.cookie ?? null }),
  // Not there at the first two visits of that name.
  flaky: ({ argument, response }) => {
    const visit = (visits.get(argument) ?? 0) + 1;
    visits.set(argument, visit);
    json(response, { visit }, visit < 3 ? 503 : 200);
  },
  // How many were asked for at the same time, at most, since the last time this was told.
  busy: ({ response }) => setTimeout(() => json(response, {}), 20),
  busiest: ({ response }) => {
    json(response, { busiest });
    busiest = 0;
  },
  files: ({ argument, response }) => response.end(`this is ${argument}\n`),
  events: ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: price\ndata: {"gold": 4100}\n\nevent: price\ndata: {"gold": 4099}\n\n');
  },
};

function serve(request, response) {
  const url = new URL(request.url, 'http://localhost');
  const [, name, argument = ''] = url.pathname.split('/');
  inFlight++;
  response.on('close', () => inFlight--);
  if (name === 'busy') busiest = Math.max(busiest, inFlight);
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    const route = Object.hasOwn(routes, name) ? routes[name] : query;
    route({ url, argument, request, response, body });
  });
}

const [certificate, key] = process.argv.slice(2);
const servers = { 'https://example.com': createServer(serve) };
if (certificate !== undefined) {
  const identity = { cert: readFileSync(certificate), key: readFileSync(key) };
  servers['https://self-signed.example.com'] = createTlsServer(identity, serve);
}
const places = {};
for (const [name, server] of Object.entries(servers)) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  places[name] = `${name.includes('self-signed') ? 'https' : 'http'}://127.0.0.1:${server.address().port}`;
}
process.send(places);
process.on('disconnect', () => process.exit());
