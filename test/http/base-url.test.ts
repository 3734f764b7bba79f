/**
 * Session({ baseUrl }): URLs without a scheme start from there, by RFC 3986, 5.2, which is what `new URL` does.
 */
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { describe, expect, test } from 'vitest';
import type { Echo } from './server.ts';
import { useServer } from './use-server.ts';

const server = useServer();

/** Where a GET of `url` would go. */
const from = (baseUrl: string | URL, url: string | URL, options?: requests.PrepareOptions): string =>
  new requests.Session({ baseUrl }).prepare('GET', url, options).url;

describe('a URL without a scheme', () => {
  const references = [
    'users',
    './users',
    'users/7?a=1#f',
    '/users',
    '../users',
    '..',
    '',
    '?q=1',
    '#f',
    '//other.test/x',
  ];
  const bases = [
    'http://h',
    'http://h/',
    'http://h/v1',
    'http://h/v1/',
    'https://h:8443/a/b/c/',
    'http://h/v1/index.html',
  ];
  test.each(bases.flatMap((base) => references.map((reference) => [base, reference])))(
    'of %j: %j',
    (base, reference) => {
      expect(from(base, reference)).toBe(new URL(reference, base).href);
    },
  );

  test('is requoted by requests’ rules, and cannot leave the host by a backslash or a tab', () => {
    expect(from('http://h/v1/', 'a b/%7Ec?d=e|f')).toBe('http://h/v1/a%20b/~c?d=e%7Cf');
    expect(from('http://h/v1/', '\\\\evil.test/x')).toBe('http://h/v1/%5C%5Cevil.test/x');
    expect(from('http://h/v1/', '/\t/evil.test/x')).toBe('http://h/%09/evil.test/x');
  });

  test('takes params along', () => {
    expect(from(new URL('http://h/v1/'), 'users?a=1', { params: { b: 2 } })).toBe('http://h/v1/users?a=1&b=2');
  });
});

test.each(['https://other.test/x', 'HTTP://other.test/x', new URL('http://other.test/y')])(
  'a URL with a scheme is taken as it is: %s',
  (url) => {
    expect(from('http://h/v1/', url)).toBe(new URL(url).href);
  },
);

test('all verbs, unsent requests and redirects', async () => {
  const session = new requests.Session({ baseUrl: `${server.url}/redirect/` });
  expect((await session.get('2')).url).toBe(`${server.url}/echo`);
  expect((await requests.post('/echo', { session, data: 'x' })).json<Echo>().body).toBe('x');
  const [response] = await grequests.map([grequests.get('/echo?q', { session })]);
  expect(response!.json<Echo>().url).toBe('/echo?q');
  await session.close();
});

test('user and password of the base stay on its host', async () => {
  const session = new requests.Session({ baseUrl: server.url.replace('//', '//ann:secret@') });
  const basic = `Basic ${Buffer.from('ann:secret').toString('base64')}`;
  expect((await session.get('/echo')).json<Echo>().headers['authorization']).toBe(basic);
  expect(session.prepare('GET', '//other.test/').headers.get('authorization')).toBe(null);
  expect(session.prepare('GET', '/echo').url).toBe(`${server.url}/echo`);
  expect(session.baseUrl).toBe(`${server.url}/`);
  await session.close();
});

test.each<[baseUrl: unknown, type: new (...args: never[]) => Error, message: string]>([
  ['', requests.InvalidURL, "baseUrl must be an http or https URL with a host: received ''"],
  ['h/v1', requests.InvalidURL, "baseUrl must be an http or https URL with a host: received 'h/v1'"],
  ['/v1', requests.InvalidURL, "baseUrl must be an http or https URL with a host: received '/v1'"],
  ['ftp://u:p@h/', requests.InvalidURL, "baseUrl must be an http or https URL with a host: received 'ftp://***@h/'"],
  ['http://', requests.InvalidURL, "baseUrl must be an http or https URL with a host: received 'http://'"],
  ['http://h/?q', requests.InvalidURL, "baseUrl must have neither a query nor a fragment: received 'http://h/?q'"],
  ['http://h/#f', requests.InvalidURL, "baseUrl must have neither a query nor a fragment: received 'http://h/#f'"],
  [5, TypeError, 'baseUrl must be a string or a URL: received 5'],
])('refused: %j', (baseUrl, type, message) => {
  const make = (): requests.Session => new requests.Session({ baseUrl: baseUrl as string });
  expect(make).toThrow(type);
  expect(make).toThrow(new RegExp(`^${message.replaceAll(/[*?.]/g, '\\$&')}$`));
});
