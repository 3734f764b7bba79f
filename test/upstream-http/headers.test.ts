/**
 * Headers, after requests' own tests; those of its CaseInsensitiveDict are asked of our `HeaderList`.
 */
import * as requests from 'greenlets/requests';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { HeaderList, mergeHeaders, withHeader } from '../../src/http/headers.ts';
import { echoed, prepare, thrownBy, useHttpbin } from './harness.ts';

const server = useHttpbin();

/** Headers that were set one after the other. */
function headersOf(...given: readonly requests.HeadersGiven[]): HeaderList {
  return given.reduce<HeaderList>(mergeHeaders, new HeaderList([]));
}

/** The names in the case that they are sent in. */
function namesOf({ raw }: HeaderList): string[] {
  return raw.filter((_, index) => index % 2 === 0);
}

const JSON_TYPE = 'application/json';

describe('names in any case', () => {
  test.each<[what: string, given: requests.HeadersGiven]>([
    ['an object', { Foo: 'foo', BAr: 'bar' }],
    ['pairs', [['Foo', 'foo'], ['BAr', 'bar']]], // prettier-ignore
    ['a Map', new Map([['FOO', 'foo'], ['BAr', 'bar']])], // prettier-ignore
  ])('headers from %s', (_what, given) => {
    const headers = headersOf(given);
    expect([namesOf(headers).length, headers.has('foo'), headers.has('bar')]).toEqual([2, true, true]);
  });

  test('are found, and stand as they were set', () => {
    const headers = headersOf({ Accept: JSON_TYPE });
    expect([headers.get('aCCEPT'), namesOf(headers)]).toEqual([JSON_TYPE, ['Accept']]);
  });

  test.each(['accept', 'ACCEPT', 'aCcEpT', 'Accept'])('get of %s', (name) => {
    expect(headersOf({ Accept: JSON_TYPE }).get(name)).toBe(JSON_TYPE);
  });

  test.each(['accept', 'ACCEPT', 'aCcEpT', 'Accept'])('null removes %s', (name) => {
    expect(headersOf({ Accept: JSON_TYPE }, { [name]: null }).has('accept')).toBe(false);
  });

  test('has, and get of what is not there', () => {
    const headers = headersOf({ Spam: 'someval' });
    expect(['Spam', 'spam', 'SPAM', 'sPam', 'notspam'].map((name) => headers.has(name))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(headers.get('notspam') ?? 'default').toBe('default');
  });

  test('a second value replaces the first', () => {
    const headers = headersOf({ a: 'a', b: 'b' }, { A: 'a' });
    expect(namesOf(headers).length).toBe(2);
    const spam = headersOf({ spam: 'oneval' }, { Spam: 'twoval' }, { sPAM: 'redval' }, { SPAM: 'blueval' });
    expect([spam.get('spam'), spam.get('SPAM'), namesOf(spam)]).toEqual(['blueval', 'blueval', ['SPAM']]);
  });

  test('a removal leaves nothing', () => {
    expect(namesOf(headersOf({ Spam: 'someval' }, { sPam: null }))).toEqual([]);
  });

  test('an update takes some and leaves the others', () => {
    expect(headersOf({ spam: 'blueval' }, { sPam: 'notblueval' }).get('spam')).toBe('notblueval');
    const headers = headersOf({ Foo: 'foo', BAr: 'bar' }, { fOO: 'anotherfoo', bAR: 'anotherbar' });
    expect([...headers]).toEqual([
      ['foo', 'anotherfoo'],
      ['bar', 'anotherbar'],
    ]);
    expect(headersOf({ foo: 'foo', bar: 'bar' }, { foo: 'newfoo' }).get('bar')).toBe('bar');
  });

  test('keep the case they were last set in', () => {
    const headers = headersOf({ Accept: JSON_TYPE, 'user-Agent': 'requests' });
    expect(namesOf(headers)).toEqual(['Accept', 'user-Agent']);
    const updated = mergeHeaders(headers, { ACCEPT: JSON_TYPE, 'USER-AGENT': 'requests' });
    expect(namesOf(updated)).toEqual(['ACCEPT', 'USER-AGENT']);
  });

  test('are iterated over in lower case', () => {
    const headers = headersOf({ Accept: JSON_TYPE, 'user-Agent': 'requests' });
    expect([...headers]).toEqual([
      ['accept', JSON_TYPE],
      ['user-agent', 'requests'],
    ]);
    expect([...headers.keys()]).toEqual(['accept', 'user-agent']);
  });

  test('make equal objects', () => {
    const headers = headersOf({ SPAM: 'blueval', Eggs: 'redval' }).toJSON();
    expect(headers).toEqual(headersOf({ spam: 'blueval', eggs: 'redval' }).toJSON());
    expect(headers).toEqual({ spam: 'blueval', eggs: 'redval' });
    expect(headers).not.toEqual(headersOf({ eggs: 'redval' }).toJSON());
    expect(headers).not.toEqual({});
  });

  test('a default leaves what was given', () => {
    const headers = headersOf({ Spam: 'blueval' });
    expect(withHeader(headers, 'spam', 'notblueval').get('spam')).toBe('blueval');
    expect(withHeader(headers, 'notspam', 'notblueval').get('notspam')).toBe('notblueval');
  });

  test('a copy changes alone', () => {
    const headers = headersOf({ Accept: JSON_TYPE, 'user-Agent': 'requests' });
    const copy = mergeHeaders(headers, { changed: 'true' });
    expect([headers.has('changed'), copy.has('changed')]).toEqual([false, true]);
    expect(mergeHeaders(headers, {}).toJSON()).toEqual(headers.toJSON());
  });

  test('are printed', () => {
    expect(inspect(headersOf({ Accept: JSON_TYPE }))).toBe("{ accept: 'application/json' }");
  });
});

describe('what may be sent', () => {
  test('values of several kinds', async () => {
    const given = { foo: 'bar baz qux', bar: 'fbbq', baz: '', qux: '1' };
    const { headers } = await echoed(server, 'GET', { headers: given });
    expect(headers).toMatchObject(given);
  });

  test('a number as its digits, a list as several lines', async () => {
    const { headers } = await echoed(server, 'GET', { headers: { foo: 3, baz: ['foo', 'bar'] } });
    expect([headers['foo'], headers['baz']]).toEqual(['3', 'foo, bar']);
  });

  test.each<[headers: Record<string, unknown>, name: string]>([[{ bar: { foo: 'bar' } }, 'bar']])(
    'not %j, which is refused by its name %s',
    (headers, name) => {
      const error = thrownBy(() => requests.get(server.url, { headers: headers as requests.HeadersGiven }));
      expect(error).toBeInstanceOf(requests.InvalidHeader);
      expect(error.message).toContain(name);
    },
  );

  test.each<Record<string, string>>([
    { foo: 'bar\r\nbaz: qux' },
    { foo: 'bar\n\rbaz: qux' },
    { foo: 'bar\nbaz: qux' },
    { foo: 'bar\rbaz: qux' },
    { 'fo\ro': 'bar' },
    { 'fo\r\no': 'bar' },
    { 'fo\n\ro': 'bar' },
    { 'fo\no': 'bar' },
    { foo: 'bar\n' },
    { 'foo\n': 'bar' },
    { foo: 'bar\r\n' },
    { foo: '\n' },
    { foo: '\r\n' },
  ])('no line breaks: %j', (headers) => {
    expect(thrownBy(() => requests.get(server.url, { headers }))).toBeInstanceOf(requests.InvalidHeader);
  });

  test.each<Record<string, string>>([
    { ' foo': 'bar' },
    { '\tfoo': 'bar' },
    { '    foo': 'bar' },
    { foo: ' bar' },
    { foo: '    bar' },
    { foo: '\tbar' },
    { ' ': 'bar' },
  ])('no leading space: %j', (headers) => {
    expect(thrownBy(() => requests.get(server.url, { headers }))).toBeInstanceOf(requests.InvalidHeader);
  });

  test('no Content-Length that is no number', () => {
    const options = { headers: { 'Content-Length': 'not zero' } };
    expect(thrownBy(() => requests.post(server.url, options))).toBeInstanceOf(requests.InvalidHeader);
  });
});

describe('of a session and of a request', () => {
  test('null takes one away, in any case', async () => {
    const session = new requests.Session({ headers: { foo: 'bar', 'Accept-Encoding': null } });
    await session.get(server.url, { headers: { FOO: null } });
    const { headers } = server.seen[0]!;
    expect([headers['foo'], headers['accept-encoding']]).toEqual([undefined, undefined]);
  });

  test('keep their order, a replaced one its place', () => {
    const session = new requests.Session({
      headers: { 'User-Agent': null, Accept: null, 'Accept-Encoding': 'identity', First: '1', Second: '2' },
    });
    const { headers } = session.prepare('GET', server.url, {
      headers: { Third: '3', Fourth: '4', Fifth: '5', Second: '222' },
    });
    expect(headers.raw).toEqual(
      ['Accept-Encoding', 'identity', 'First', '1', 'Second', '222', 'Third', '3', 'Fourth', '4', 'Fifth', '5'], // prettier-ignore
    );
  });

  test('the request’s counts, whatever its case', () => {
    const session = new requests.Session({ headers: { ACCEPT: 'BOGUS' } });
    const { headers } = session.prepare('GET', server.url, { headers: { accept: JSON_TYPE } });
    expect(['accept', 'Accept', 'ACCEPT'].map((name) => headers.get(name))).toEqual([JSON_TYPE, JSON_TYPE, JSON_TYPE]);
  });

  test('stand in the prepared request by their names', () => {
    const { headers } = prepare('GET', server.url, { headers: { unicode: 'blah', byte: 'blah' } });
    expect([...headers.keys()]).toEqual(expect.arrayContaining(['unicode', 'byte']));
  });
});

test.each(['User-agent', 'user-agent'])('the agent of the user as %s', async (name) => {
  const agent = 'Mozilla/5.0 (github.com/psf/requests)';
  const { headers } = await echoed(server, 'GET', { headers: { [name]: agent } });
  expect(headers['user-agent']).toBe(agent);
});

test('a Host of the user’s, and the cookies of the response', async () => {
  const options = { allowRedirects: false, headers: { Host: 'httpbin.org' } };
  const response = await requests.get(`${server.url}/cookies/set?cookie=value`, options);
  expect(server.seen[0]!.headers.host).toBe('httpbin.org');
  expect(response.cookies.get('cookie')).toBe('value');
});

test('Proxy-Authorization is sent to whom it was given for', async () => {
  const session = new requests.Session({ headers: { 'Proxy-Authorization': 'Bearer XXX' } });
  await session.get(server.url);
  expect(server.seen[0]!.headers['proxy-authorization']).toBe('Bearer XXX');
});
