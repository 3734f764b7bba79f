/**
 * Where headers, cookies, credentials and responses are meant to be different from requests.
 */
import { Buffer } from 'node:buffer';
import { all, type Difference, message, OK, refused, WITHOUT_USER } from './difference.ts';

export const HEAD_DIFFERENCES: readonly Difference[] = [
  {
    what: 'a number or a list as the value of a header',
    requests: '`InvalidHeader`',
    greenlets: 'written as text; a line for each item',
    cases: {
      'headers: number': { 'request 1': message('GET /x', { 'x-number': '1' }), ...OK },
      'headers: list': { 'request 1': message('GET /x', { 'x-list': ['a', 'b'] }), ...OK },
    },
  },
  {
    what: 'a User-Agent or Accept-Encoding that is None',
    requests: 'those of urllib3 and http.client',
    greenlets: 'is not sent',
    cases: {
      'headers: None removes User-Agent': { 'request 1 header user-agent': null },
      'headers: None removes Accept-Encoding': { 'request 1 header accept-encoding': null },
    },
  },
  {
    what: 'a Connection that is None',
    requests: 'is not sent',
    greenlets: '`keep-alive`: undici always says which',
    cases: { 'headers: None removes Connection': { 'request 1 header connection': 'keep-alive' } },
  },
  {
    what: 'HEAD',
    requests: 'the connection is kept',
    greenlets: 'it is closed: undici trusts no server to send no body',
    cases: {
      ...all(['method HEAD', 'data: HEAD with a string', 'answer: gzip of HEAD'], {
        'request 1 header connection': 'close',
      }),
      ...all(
        [301, 302, 303, 307, 308].map((status) => `redirect ${status} of HEAD`),
        {
          'request 1 header connection': 'close',
          'request 2 header connection': 'close',
        },
      ),
    },
  },
  {
    what: 'a Transfer-Encoding header',
    requests: 'is sent',
    greenlets: '`InvalidHeader`: an iterable is sent in chunks without it',
    cases: { 'headers: Transfer-Encoding': refused('InvalidHeader') },
  },
  {
    what: 'what cannot be sent: a method that is no token, a header beyond Latin-1, a string as `data` beside files',
    requests: '`ValueError`, `UnicodeEncodeError`',
    greenlets: '`TypeError`, `InvalidHeader`',
    cases: {
      'method with a space': { 'result 1 outcome': 'TypeError' },
      'headers: beyond Latin-1': { 'result 1 outcome': 'InvalidHeader' },
      'files: with a string as data': { 'result 1 outcome': 'TypeError' },
    },
  },
  {
    what: 'a cookie with `;`',
    requests: 'is sent, as what then are two',
    greenlets: 'a `TypeError`',
    cases: { 'cookies: with a semicolon': refused('TypeError') },
  },
  {
    what: 'cookies of the request, and a redirect to another host',
    requests: 'they go along',
    greenlets: 'they do not',
    cases: { 'cookies: of the request, redirected to another host': { 'request 2 header cookie': null } },
  },
  {
    what: 'a Cookie header, and a redirect',
    requests: 'is dropped',
    greenlets: 'goes along on the same host',
    cases: { 'cookies: header on a redirect': { 'request 2 header cookie': 'h=1' } },
  },
  {
    what: 'a cookie of the request that a redirect sets too',
    requests: 'both are sent',
    greenlets: 'one is: the newer, which is that of the server',
    cases: {
      'cookies: a response replaces that of the request': { 'request 2 header cookie': 'a=2' },
      'cookies: a response replaces that of the request, in a session': { 'request 2 header cookie': 'a=2' },
    },
  },
  {
    what: 'the order of cookies',
    requests: 'those without a domain first',
    greenlets: 'those that servers have set, those of the session, those of the request',
    cases: { 'cookies: pairs of both a session and a response': { 'request 2 header cookie': 'b=2; a=1; c=3' } },
  },
  {
    what: 'a Secure cookie, over http to this machine',
    requests: 'is not sent',
    greenlets: 'is, as in browsers: what goes over loopback is not overheard',
    cases: { 'cookies: Secure over http': { 'request 2 header cookie': 'a=1' } },
  },
  {
    what: '`auth` or a user in the URL, beside an Authorization header of the request',
    requests: 'they win',
    greenlets: 'the header wins',
    cases: all(['auth: header beside auth', 'auth: in the URL beside a header'], {
      'request 1 header authorization': 'Bearer x',
    }),
  },
  {
    what: 'Basic beyond Latin-1',
    requests: '`UnicodeEncodeError`',
    greenlets: 'UTF-8, by RFC 7617',
    cases: {
      'auth: basic beyond Latin-1': {
        'request 1': message('GET /x', { authorization: `Basic ${Buffer.from('имя:п').toString('base64')}` }),
        ...OK,
      },
    },
  },
  {
    what: 'user and password of a URL (not on the wire)',
    requests: 'stay in `response.url`',
    greenlets: 'are in no URL that is shown',
    cases: {
      ...all(
        [
          'auth: in the URL',
          'auth: escaped in the URL',
          'auth: only a user in the URL',
          'auth: empty password in the URL',
          'auth: in the URL beside a header',
          'auth: in the URL beside auth',
          'auth: in the URL beside that of the session',
        ],
        WITHOUT_USER,
      ),
      'through a proxy: user and password': { 'result 1 url': 'http://example.com/x' },
      'redirect with auth in the URL': {
        'result 1 url': 'http://127.0.0.1:PORT/to',
        'result 1 history': '302 http://127.0.0.1:PORT/x',
      },
      'redirect with auth in the Location': { 'result 1 url': 'http://127.0.0.1:PORT/to' },
    },
  },
  {
    what: 'a 401 that was answered, after a redirect (not on the wire)',
    requests: 'is in the history of its hop',
    greenlets: 'is in the one `history`',
    cases: {
      'redirect 401 then digest': {
        'result 1 history': '302 http://127.0.0.1:PORT/x\n401 http://127.0.0.1:PORT/to',
      },
    },
  },
  {
    what: 'text without a charset (not on the wire)',
    requests: 'Latin-1',
    greenlets: 'UTF-8 if it is that',
    cases: { 'answer: text without a charset': { 'result 1 text': 'é' } },
  },
];
