/**
 * Where bodies and parameters are meant to be different from requests.
 */
import { Buffer } from 'node:buffer';
import { all, type Difference, json, message, OK, refused } from './difference.ts';

export const BODY_DIFFERENCES: readonly Difference[] = [
  {
    what: 'JSON',
    requests: 'spaces after `,` and `:`, escaped to ASCII',
    greenlets: 'compact UTF-8, as `JSON.stringify` writes it',
    cases: {
      'json: object': json('{"a":1,"b":"x"}'),
      'json: nested': json('{"a":{"b":[1,{"c":[]}]},"d":{}}'),
      'json: unicode': json('{"é":"☃ 😀"}'),
      'json: null inside': json('{"a":null}'),
      'json: list': json('[1,2,3]'),
      'json: control characters': json(`{"a":"\\u0001\\n\\"\\\\/\u007f\u2028"}`),
    },
  },
  {
    what: '`json=None`',
    requests: 'no body',
    greenlets: '`json: null` sends `null`; `undefined` is no body',
    cases: { 'json: null': { ...json('null'), 'request 1 header content-type': 'application/json' } },
  },
  {
    what: 'two bodies in one request',
    requests: 'one is dropped in silence',
    greenlets: 'a `TypeError`',
    cases: all(['json: beside data', 'files: with json'], refused('TypeError')),
  },
  {
    what: 'no body, with DELETE, OPTIONS, TRACE or a method such as PURGE',
    requests: '`Content-Length: 0`',
    greenlets: 'no Content-Length, as RFC 9110 recommends; with POST, PUT and PATCH it is there',
    cases: all(
      ['method DELETE', 'method OPTIONS', 'method TRACE', 'method PURGE', 'data: DELETE with an empty string'],
      { 'request 1 header content-length': null },
    ),
  },
  {
    what: '`Content-Length: 0` of a GET',
    requests: 'is sent',
    greenlets: 'is not',
    cases: { 'headers: Content-Length without a body': { 'request 1 header content-length': null } },
  },
  {
    what: 'fields that are all None',
    requests: 'a form with nothing in it',
    greenlets: 'no body, as with no fields',
    cases: {
      'data: only None': { 'request 1 header content-type': null, 'request 1 header content-length': '0' },
    },
  },
  {
    what: 'fields that are all None, requests 2.28',
    requests: 'the end of a body in chunks, of which the headers say nothing',
    greenlets: '`Content-Length: 0`',
    versions: ['2.28.1'],
    cases: { 'data: only None': { 'request 2': null } },
  },
  {
    what: 'fields that are all None, requests 2.34',
    requests: 'in chunks, of which there are none',
    greenlets: '`Content-Length: 0`',
    versions: ['2.34.2'],
    cases: { 'data: only None': { 'request 1 body': '', 'request 1 header transfer-encoding': null } },
  },
  {
    what: 'an iterable or a file with nothing in it',
    requests: 'in chunks, of which there are none',
    greenlets: '`Content-Length: 0`',
    cases: all(['data: empty generator', 'data: empty file'], {
      'request 1 body': '',
      'request 1 header transfer-encoding': null,
      'request 1 header content-length': '0',
    }),
  },
  {
    what: 'an iterable beside a Content-Length',
    requests: 'in chunks, and with the Content-Length: the message is broken',
    greenlets: 'as long as Content-Length says; another length is an `InvalidHeader`',
    cases: {
      'headers: Content-Length of a generator': {
        'request 1': message('POST /x', { 'content-length': '3' }, 'abc'),
        ...OK,
      },
    },
  },
  {
    what: 'a 307 or 308 of a body that can be sent once',
    requests: 'an empty body',
    greenlets: '`UnrewindableBodyError`',
    cases: {
      'redirect 307 of a generator': { 'request 2': null, 'result 1 outcome': 'UnrewindableBodyError' },
    },
  },
  {
    what: 'an empty piece of an iterable, requests 2.28',
    requests: 'ends the body there; what follows belongs to no message',
    greenlets: 'is nothing',
    versions: ['2.28.1'],
    cases: {
      'data: generator': {
        'request 1 body': `hex:${Buffer.from('2\r\na\xff\r\n1\r\nb\r\n0\r\n\r\n', 'latin1').toString('hex')}`,
        'request 2': null,
      },
    },
  },
  {
    what: 'an iterable of strings, requests 2.28',
    requests: 'a `TypeError`',
    greenlets: 'UTF-8, as later versions send it',
    versions: ['2.28.1'],
    cases: {
      'data: generator of strings': {
        'request 1': message('POST /x', { 'transfer-encoding': 'chunked' }, '2\r\nab\r\n1\r\nc\r\n0\r\n\r\n'),
        ...OK,
      },
    },
  },
  {
    what: 'a string as the body, requests 2.28',
    requests: 'Latin-1, or an error if that cannot be',
    greenlets: 'UTF-8, as later versions send it',
    versions: ['2.28.1'],
    cases: {
      'data: string of Latin-1': { 'request 1 body': 'raw é', 'request 1 header content-length': '6' },
      'data: string beyond Latin-1': { 'request 1': message('POST /x', { 'content-length': '7' }, 'raw ☃'), ...OK },
    },
  },
  {
    what: 'a backslash in the name of a file, requests 2.28',
    requests: 'doubled',
    greenlets: 'as it is, as browsers and later versions send it',
    versions: ['2.28.1'],
    cases: {
      'files: names with a backslash': {
        'request 1 body':
          '--BOUNDARY\r\nContent-Disposition: form-data; name="f"; filename="a\\b.txt"\r\n\r\nx\r\n--BOUNDARY--\r\n',
        'request 1 header content-length': '141',
      },
    },
  },
  {
    what: 'files beside a multipart Content-Type',
    requests: 'a boundary that the header does not name',
    greenlets: 'the boundary of the header; if it has none, ours is added to it',
    cases: {
      'files: with a Content-Type that has a boundary': {
        'request 1 body': '--own\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n--own--\r\n',
        'request 1 header content-length': '77',
      },
      'files: with a Content-Type that has no boundary': {
        'request 1 header content-type': 'multipart/form-data; boundary=BOUNDARY',
      },
    },
  },
  {
    what: 'True and False in params and forms',
    requests: '`True`, `False`',
    greenlets: '`true`, `false`',
    cases: {
      'params: True and False': {
        'request 1 line': 'GET /x?a=true&b=false HTTP/1.1',
        'result 1 url': 'http://127.0.0.1:PORT/x?a=true&b=false',
      },
      'data: True': { 'request 1 body': 'a=true' },
    },
  },
  {
    what: 'a dict in params',
    requests: 'its keys are sent',
    greenlets: 'a `TypeError`',
    cases: { 'params: nested dict': refused('TypeError') },
  },
  {
    what: 'params as bytes',
    requests: 'are a query',
    greenlets: 'a `TypeError`: a query is a string',
    cases: { 'params: bytes': refused('TypeError') },
  },
];
