import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { main, until } from 'greenlets';
import * as grequests from 'greenlets/grequests';

/** A small shop: three pages, one of which takes its time. */
const shop = createServer((request, response) => {
  if (request.url === '/slow') {
    setTimeout(() => response.end('sold out'), 300);
  } else {
    response.statusCode = request.url === '/' ? 200 : 404;
    response.end(request.url === '/' ? 'welcome' : 'no such page');
  }
});

main(function* () {
  yield* until(once(shop.listen(0, '127.0.0.1'), 'listening'));
  const { port } = shop.address() as AddressInfo;
  const addresses = ['/slow', '/', '/missing'].map((path) => `http://127.0.0.1:${port}${path}`);
  addresses.push('http://127.0.0.1:1/');

  const requests = addresses.map((address) => grequests.get(address, { timeout: 5000 }));
  const responses = yield* grequests.map(requests, {
    size: 10,
    exceptionHandler: () => console.log('one shop is closed'),
  });
  for (const response of responses) {
    console.log(response === null ? 'no answer' : `${response.statusCode}: ${response.text}`);
  }
});
