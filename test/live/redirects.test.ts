/**
 * Rows of the specification: redirects. The values are what Python's requests gave.
 */
import * as requests from 'greenlets/requests';
import { expect, test } from 'vitest';
import { RawServer } from '../http/server.ts';
import { type Answer, base, failure, httpbin, describeLive, statuses } from './httpbin.ts';

describeLive('httpbin', () => {
  test('R17: history', async () => {
    const { statusCode, history } = await requests.get(`${base}/redirect/3`);
    expect([statusCode, statuses(history)]).toEqual([200, [302, 302, 302]]);
    expect(history.map(({ url }) => url.slice(base.length))).toEqual([
      '/redirect/3',
      '/relative-redirect/2',
      '/relative-redirect/1',
    ]);
    expect(history.map((response) => response.history)).toEqual([[], history.slice(0, 1), history.slice(0, 2)]);
  });

  test('R18: thirty are followed, or as many as the session wants', async () => {
    const { error } = await failure(requests.get(`${base}/relative-redirect/50`));
    expect(error).toBeInstanceOf(requests.TooManyRedirects);
    const { message, response } = error as requests.TooManyRedirects;
    expect(message).toBe('Exceeded 30 redirects.');
    expect([response!.url, response!.history.length]).toEqual([`${base}/relative-redirect/20`, 30]);
    const session = new requests.Session({ maxRedirects: 5 });
    const few = (await failure(session.get(`${base}/relative-redirect/50`))).error as requests.TooManyRedirects;
    expect(few.response!.url).toBe(`${base}/relative-redirect/45`);
    await session.close();
  });

  test('R19: head does not follow them', async () => {
    const { statusCode, history, isRedirect, next } = await requests.head(`${base}/redirect/1`);
    expect([statusCode, history, isRedirect, next!.url]).toEqual([302, [], true, `${base}/get`]);
  });

  test('R21: a POST that is redirected with 307 keeps its body', async () => {
    const params = { url: `${base}/post`, status_code: 307 };
    const response = await requests.post(`${base}/redirect-to`, { params, data: 'test' });
    expect([response.json<Answer>().data, statuses(response.history)]).toEqual(['test', [307]]);
  });

  test.each(['get#frag', 'get%23frag'])('R22: the fragment of redirect-to?url=%s', async (to) => {
    expect((await requests.get(`${base}/redirect-to?url=${to}`)).url).toBe(`${base}/get#frag`);
  });

  test('R23: credentials stay on the host, other headers go along', async () => {
    const options = { auth: ['user', 'pass'], headers: { 'X-Api-Key': 'k' } } as const;
    const near = await requests.get(`${base}/redirect-to`, { ...options, params: { url: '/headers' } });
    expect(near.json<Answer>().headers['Authorization']).toBe('Basic dXNlcjpwYXNz');
    const elsewhere = { url: `http://localhost:${httpbin!.port}/headers` };
    const { headers } = (await requests.get(`${base}/redirect-to`, { ...options, params: elsewhere })).json<Answer>();
    expect([headers['Authorization'], headers['X-Api-Key']]).toEqual([undefined, 'k']);
  });

  test('R52: the response hook is called for each', async () => {
    const seen: number[] = [];
    await requests.get(`${base}/redirect/2`, { hooks: { response: ({ statusCode }) => void seen.push(statusCode) } });
    expect(seen).toEqual([302, 302, 200]);
  });
});

test('U7: a Location in raw UTF-8', async () => {
  const paths: string[] = [];
  const raw = await new RawServer((socket, _request, text) => {
    paths.push(text.split(' ')[1]!);
    const head =
      paths.length === 1
        ? 'HTTP/1.1 302 Found\r\nLocation: /š\r\nContent-Length: 0\r\n\r\n'
        : 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
    socket.write(head, 'utf8');
  }).listen();
  const response = await requests.get(raw.url);
  expect([paths, response.url]).toEqual([['/', '/%C5%A1'], `${raw.url}/%C5%A1`]);
  await raw.close();
});
