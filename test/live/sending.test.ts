/**
 * Rows of the specification: what is sent. The values are what Python's requests gave, unless a row says "ours".
 */
import * as grequests from 'greenlets/grequests';
import * as requests from 'greenlets/requests';
import { expect, test } from 'vitest';
import { useServer } from '../http/use-server.ts';
import { type Answer, base, describeLive, thrownBy } from './httpbin.ts';

const server = useServer();

async function get(path: string, options?: requests.VerbOptions): Promise<Answer> {
  return (await requests.get(base + path, options)).json<Answer>();
}

async function post(options: requests.VerbOptions): Promise<Answer> {
  return (await requests.post(`${base}/post`, options)).json<Answer>();
}

describeLive('httpbin', () => {
  test('R1: params', async () => {
    const response = await requests.get(`${base}/get`, { params: { a: [1, 2], n: null, s: 'x y' } });
    expect([response.statusCode, response.url]).toEqual([200, `${base}/get?a=1&a=2&s=x+y`]);
    expect(response.json<Answer>().args).toEqual({ a: ['1', '2'], s: 'x y' });
  });

  test('R2: params of every kind of character', async () => {
    const given = "a+b/c~d*e(f)'! é&=";
    const response = await requests.get(`${base}/get`, { params: { q: given } });
    expect(response.url).toBe(`${base}/get?q=a%2Bb%2Fc~d%2Ae%28f%29%27%21+%C3%A9%26%3D`);
    expect(response.json<Answer>().args).toEqual({ q: given });
  });

  test('R3: default headers', async () => {
    const { headers } = await get('/headers');
    expect(headers).toMatchObject({ Accept: '*/*', Connection: 'keep-alive', 'User-Agent': 'greenlets' });
    expect(headers['Accept-Encoding']).toMatch(/^gzip, deflate, br(, zstd)?$/);
  });

  test('R4: null takes a default header back (ours; requests sends that of urllib3)', async () => {
    const session = new requests.Session({ headers: { 'X-Here': '1' } });
    const answer = await session.get(`${base}/headers`, { headers: { 'User-Agent': null } });
    const { headers } = answer.json<Answer>();
    expect([headers['User-Agent'], headers['X-Here']]).toEqual([undefined, '1']);
    await session.close();
  });

  test('R5: null takes a header of the session back, in any case', async () => {
    const session = new requests.Session({ headers: { foo: '1' } });
    const foo = async (options?: requests.VerbOptions): Promise<unknown> =>
      (await session.get(`${base}/headers`, options)).json<Answer>().headers['Foo'];
    expect([await foo(), await foo({ headers: { FOO: null } })]).toEqual(['1', undefined]);
    await session.close();
  });

  test('R6: fields', async () => {
    const { form, headers } = await post({ data: { a: 1, b: ['x', 'y'], c: null } });
    expect(form).toEqual({ a: '1', b: ['x', 'y'] });
    expect(headers['Content-Type']).toBe('application/x-www-form-urlencoded');
  });

  test('R7: a string', async () => {
    const { data, headers } = await post({ data: 'raw é' });
    expect([data, headers['Content-Type'], headers['Content-Length']]).toEqual(['raw é', undefined, '6']);
  });

  test('R8: JSON', async () => {
    const { json, headers } = await post({ json: { a: null } });
    expect([json, headers['Content-Type']]).toEqual([{ a: null }, 'application/json']);
  });

  test.each([
    [{}, '2'],
    [[], '2'],
    [false, '5'],
    [0, '1'],
  ])('R9: %j as JSON', async (json, length) => {
    const answer = await post({ json });
    expect([answer.json, answer.headers['Content-Length']]).toEqual([json, length]);
  });

  test('R11: files with data', async () => {
    const { files, form } = await post({ files: { f: ['a.txt', 'hello'] }, data: { k: 'v' } });
    expect([files, form]).toEqual([{ f: 'hello' }, { k: 'v' }]);
  });

  test('R13: files with a Content-Type that lacks its boundary (ours)', async () => {
    const headers = { 'Content-Type': 'multipart/form-data' };
    expect((await post({ files: { f: 'x' }, headers })).files).toEqual({ f: 'x' });
  });

  test('R14: a generator', async () => {
    function* letters(): Generator<string> {
      yield 'a';
      yield 'b';
    }
    const { data, headers } = await post({ data: letters() });
    expect([data, headers['Transfer-Encoding'], headers['Content-Length']]).toEqual(['ab', 'chunked', undefined]);
  });

  test('R15: no body; none has a length in a DELETE (ours, as RFC 9110 recommends; requests sends 0)', async () => {
    const length = async (method: string): Promise<unknown> =>
      (await requests.request(method, `${base}/${method}`)).json<Answer>().headers['Content-Length'];
    expect([await length('post'), await length('delete')]).toEqual(['0', undefined]);
  });

  test('U13: bodies of the web', async () => {
    const form = new FormData();
    form.append('k', 'v');
    form.append('f', new Blob(['file']), 'n.txt');
    expect(await post({ data: form })).toMatchObject({ form: { k: 'v' }, files: { f: 'file' } });
    expect((await post({ data: new Blob(['blob']) })).data).toBe('blob');
    expect((await post({ data: new URLSearchParams({ a: '1' }) })).form).toEqual({ a: '1' });
    const { data, headers } = await post({ data: new Blob(['stream']).stream() });
    expect([data, headers['Transfer-Encoding']]).toEqual(['stream', 'chunked']);
  });
});

test('R10: NaN is no JSON, and nothing is sent', () => {
  server.reset();
  expect(thrownBy(() => requests.post(server.url, { json: { a: [NaN] } }))).toBeInstanceOf(requests.InvalidJSONError);
  expect([server.connections, server.seen]).toEqual([0, []]);
});

test.each(['b\r\nC: d', ' b'])('R16: the header value %j, of which the server sees nothing', (value) => {
  server.reset();
  for (const make of [requests.get, grequests.get]) {
    expect(thrownBy(() => make(server.url, { headers: { A: value } }))).toBeInstanceOf(requests.InvalidHeader);
  }
  expect([server.connections, server.seen]).toEqual([0, []]);
});

test('R55: an unknown option', () => {
  const options = { tiemout: 1 } as requests.VerbOptions;
  for (const make of [requests.get, grequests.get]) {
    const error = thrownBy(() => make(server.url, options)) as Error;
    expect([error instanceof TypeError, error.message]).toEqual([true, expect.stringContaining("'timeout'")]);
  }
});
