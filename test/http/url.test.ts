/**
 * URLs and parameters: what Python's requests made of them, recorded by record.py, and the rules beside.
 */
import { readFileSync } from 'node:fs';
import * as requests from 'greenlets/requests';
import { describe, expect, test } from 'vitest';
import { encodeParams, type Fields } from '../../src/http/params.ts';
import { requote } from '../../src/http/quote.ts';
import { follow, parseUrl } from '../../src/http/url.ts';

interface Recorded {
  readonly url?: string;
  readonly path?: string;
  readonly error?: string;
}

const recorded = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8')) as {
  urls: [url: string, made: Recorded][];
  params: [url: string, params: Fields | string, made: Recorded][];
};

/** What is meant to be different, and why. */
const DIFFERENT: Record<string, Recorded> = {
  // requests lets it through, and only the look-up of the host fails.
  'http://exa mple.com/': { error: 'InvalidURL' },
};

function made(url: string, params?: Fields | string): Recorded {
  try {
    const target = parseUrl(url, encodeParams(params));
    const credentials = target.userinfo === null ? '' : `${target.userinfo}@`;
    return { url: target.href.replace('://', `://${credentials}`), path: target.path };
  } catch (error) {
    return { error: (error as Error).name };
  }
}

describe('as requests does it', () => {
  test.each(recorded.urls)('%j', (url, expected) => {
    expect(made(url)).toEqual(DIFFERENT[url] ?? expected);
  });

  test.each(recorded.params)('%j with %j', (url, params, expected) => {
    expect(made(url, params)).toEqual(expected);
  });
});

function formOf(entries: [name: string, value: string | Blob][]): FormData {
  const form = new FormData();
  for (const [name, value] of entries) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value);
  }
  return form;
}

describe('params', () => {
  test.each<[what: string, given: unknown, encoded: string]>([
    ['true and false as JavaScript writes them', { a: true, b: false }, 'a=true&b=false'],
    ['undefined is left out', { a: undefined, b: [undefined, 1] }, 'b=1'],
    ['big numbers', { a: 12345678901234567890n }, 'a=12345678901234567890'],
    ['dates', { a: new Date(0) }, 'a=1970-01-01T00%3A00%3A00.000Z'],
    ['a Map', new Map([['a', [1, 2]]]), 'a=1&a=2'],
    ['URLSearchParams, encoded our way', new URLSearchParams([['a~', '*']]), 'a~=%2A'],
    [
      'a FormData of fields',
      formOf([
        ['a', '1 2'],
        ['a', '3'],
      ]),
      'a=1+2&a=3',
    ],
    ['a lone surrogate', { a: '\ud800' }, 'a=%EF%BF%BD'],
  ])('%s', (_what, given, encoded) => {
    expect(encodeParams(given as Fields)).toBe(encoded);
  });

  test.each<[what: string, given: unknown]>([
    ['a number', 1],
    ['a nested object', { a: { b: 1 } }],
    ['a function', { a: () => 1 }],
    ['a list of no pairs', ['a', 'b']],
    ['a date alone', new Date(0)],
    ['a file', formOf([['f', new Blob(['x'])]])],
    ['a promise', Promise.resolve({})],
  ])('%s is refused', (_what, given) => {
    expect(() => requests.get('http://localhost/', { params: given as Fields })).toThrow(TypeError);
  });
});

describe('messages', () => {
  test('never show a password', () => {
    for (const url of [
      'http://u:secret@/x',
      'ftp://u:secret@h/',
      'u:secret@h/',
      'http://u:secret@[x/',
      'http://u:secret@*.h/',
    ]) {
      let message = '';
      try {
        void requests.get(url);
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).not.toBe('');
      expect(message).not.toContain('secret');
    }
  });

  test('are those of requests', () => {
    expect(() => requests.get('foo')).toThrow("Invalid URL 'foo': No scheme supplied. Perhaps you meant https://foo?");
    expect(() => requests.get('ftp://x/')).toThrow("No connection adapters were found for 'ftp://x/'");
    expect(() => requests.get('http://')).toThrow("Invalid URL 'http://': No host supplied");
  });

  test('a URL that is none is a TypeError', () => {
    for (const url of [undefined, null, 42, {}]) expect(() => requests.get(url as string)).toThrow(TypeError);
  });

  test('a URL object will do', () => {
    expect(parseUrl(new URL('http://example.com/a b'), '').href).toBe('http://example.com/a%20b');
  });
});

describe('redirects', () => {
  const base = parseUrl('http://u:p@example.com:8080/a/b?c#frag', '');

  test.each([
    ['/x', 'http://example.com:8080/x#frag'],
    ['x', 'http://example.com:8080/a/x#frag'],
    ['../x?y', 'http://example.com:8080/x?y#frag'],
    ['?q', 'http://example.com:8080/a/b?q#frag'],
    ['#new', 'http://example.com:8080/a/b?c#new'],
    ['//other.com/x', 'http://other.com/x#frag'],
    ['HTTPS://Other.com/x', 'https://other.com/x#frag'],
    ['/š', 'http://example.com:8080/%C5%A1#frag'],
    ['/a b', 'http://example.com:8080/a%20b#frag'],
    ['\\\\evil.com/x', 'http://example.com:8080/a/%5C%5Cevil.com/x#frag'],
  ])('to %s', (location, href) => {
    expect(follow(base, location).href).toBe(href);
  });

  test('to another scheme', () => {
    expect(() => follow(base, 'file:///etc/passwd')).toThrow(requests.InvalidSchema);
    expect(() => follow(base, 'http://')).toThrow(requests.InvalidURL);
  });
});

test('requote leaves a second run nothing to do', () => {
  const made = recorded.urls.flatMap(([, { url }]) => (url === undefined ? [] : [url]));
  expect(made.map((url) => requote(url))).toEqual(made);
});

test('a plain URL after another: nothing of the one before is left in it', () => {
  const parts = (url: string): unknown => {
    const { scheme, host, port, origin, path, href } = parseUrl(url, '');
    return [scheme, host, port, origin, path, href === url];
  };
  const urls: [url: string, ...expected: unknown[]][] = [
    ['http://a.test/x', 'http', 'a.test', null, 'http://a.test', '/x'],
    ['http://a.test/y?z=1', 'http', 'a.test', null, 'http://a.test', '/y?z=1'],
    ['http://a.test:80/y', 'http', 'a.test', 80, 'http://a.test:80', '/y'],
    ['http://a.test:8080/y', 'http', 'a.test', 8080, 'http://a.test:8080', '/y'],
    ['http://a.test:808/y', 'http', 'a.test', 808, 'http://a.test:808', '/y'],
    ['https://a.test/y', 'https', 'a.test', null, 'https://a.test', '/y'],
    ['http://a.test.example/', 'http', 'a.test.example', null, 'http://a.test.example', '/'],
    ['http://a.test/', 'http', 'a.test', null, 'http://a.test', '/'],
  ];
  for (const [url, ...expected] of [...urls, ...[...urls].reverse()]) expect(parts(url)).toEqual([...expected, true]);
  const target = parseUrl('http://a.test/z', '');
  expect(parseUrl('http://a.test/z', '')).toBe(target);
  expect(parseUrl('http://a.test/z', 'q=1').path).toBe('/z?q=1');
});
