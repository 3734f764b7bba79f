/**
 * What the ports of requests' own tests share: servers, and ways to look at what a call made or threw.
 */
import * as requests from 'greenlets/requests';
import type * as http from 'node:http';
import { expectedResponse, parametersOf } from '../http/digest-server.ts';
import { type Echo, RawServer, routes, type TestServer } from '../http/server.ts';
import { useServer } from '../http/use-server.ts';

/** The parts of httpbin that requests' tests ask for, beside the routes of our own tests. */
export function httpbin(request: http.IncomingMessage, response: http.ServerResponse, body: string): void {
  const url = new URL(`http://base${request.url}`);
  const [, name, ...rest] = url.pathname.split('/');
  const { authorization = '', cookie = '' } = request.headers;
  switch (name) {
    case 'cookies':
      if (rest[0] === 'set') {
        const cookies = [...url.searchParams].map((pair) => `${pair.join('=')}; Path=/`);
        response.writeHead(302, { 'Set-Cookie': cookies, Location: '/cookies' }).end();
      } else {
        response.end(JSON.stringify({ cookies: Object.fromEntries(cookie.split('; ').map((one) => one.split('='))) }));
      }
      return;
    case 'response-headers':
      for (const [header, value] of url.searchParams) response.appendHeader(header, value);
      response.end();
      return;
    case 'basic-auth':
      response.statusCode = authorization === `Basic ${btoa(rest.join(':'))}` ? 200 : 401;
      response.end();
      return;
    case 'digest-auth': {
      const [password, algorithm] = rest.slice(1) as [string, string];
      const isGood =
        authorization !== '' &&
        parametersOf(authorization).values['response'] === expectedResponse(authorization, request.method!, password);
      const challenge = `Digest realm="me@kennethreitz.com", nonce="abc", qop="auth", opaque="xyz", algorithm=${algorithm}`;
      response.setHeader('Set-Cookie', 'fake=fake_value; Path=/');
      if (!isGood) response.writeHead(401, { 'WWW-Authenticate': challenge });
      response.end(isGood ? 'welcome' : 'who are you');
      return;
    }
    case 'stream':
      for (let id = 0; id < Number(rest[0]); id++) response.write(`${JSON.stringify({ id })}\n`);
      response.end();
      return;
    case 'hex':
      response.end(Buffer.from(rest[0] ?? '', 'hex'));
      return;
    case 'echo':
      routes(request, response, body);
      return;
    default:
      // Of a path such as `//v:h` the routes would make a host.
      if (request.url!.startsWith('//')) response.end();
      else routes(request, response, body);
  }
}

/** A server of a test file's own; before each test it forgets what it has seen. */
export function useHttpbin(): TestServer {
  return useServer(httpbin);
}

/** A server that gives these answers, byte for byte, one to each request; with what it was sent. */
export async function answering(
  ...answers: readonly (string | Buffer)[]
): Promise<RawServer & { readonly texts: string[] }> {
  const texts: string[] = [];
  const server = new RawServer((socket, index, text) => {
    texts.push(text);
    socket.write(answers[index] ?? '');
  });
  return Object.assign(await server.listen(), { texts });
}

/** A request as a session without defaults prepares it. */
export function prepare(method: string, url: string, options?: requests.PrepareOptions): requests.PreparedRequest {
  return new requests.Session({ trustEnv: false }).prepare(method, url, options);
}

/** Send a request to the server's `/echo`, and give what came there. */
export async function echoed(
  server: TestServer,
  method: string,
  options?: requests.VerbOptions,
  path = '/echo',
): Promise<Echo> {
  return (await requests.request(method, server.url + path, options)).json<Echo>();
}

/** What `make` throws at the call. */
export function thrownBy(make: () => unknown): Error {
  try {
    make();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

/** What a request fails with. */
export function failureOf(waited: PromiseLike<requests.Response>): Promise<requests.RequestException> {
  return new Promise((resolve, reject) => {
    waited.then(
      ({ url }) => reject(new Error(`${url} has not failed`)),
      (error: requests.RequestException) => resolve(error),
    );
  });
}
