/**
 * How requests are told of by undici: in its older shape where it takes that, else in the newer one.
 */
import { Client } from 'undici';
import { beforeEach, expect, test, vi } from 'vitest';
import type * as Ours from '../../src/http/undici.ts';

beforeEach(() => vi.resetModules());
const load = async (): Promise<typeof Ours> => import('../../src/http/undici.ts');

const options: Ours.DispatchOptions = {
  origin: 'http://x.test',
  path: '/',
  method: 'GET',
  headers: [],
  body: null,
  headersTimeout: 0,
  bodyTimeout: 0,
};

/** Writes down what it is told. */
function receiver(told: unknown[], goesOn = true): Ours.Receiver {
  return {
    onConnect: (abort) => void told.push(['connect', abort]),
    onHeaders: (...args) => {
      told.push(['headers', ...args]);
      return goesOn;
    },
    onData: (chunk) => {
      told.push(['data', chunk]);
      return goesOn;
    },
    onComplete: () => void told.push(['complete']),
    onError: (error) => void told.push(['error', error]),
  };
}

test('the older shape, where undici takes it: asked once', async () => {
  const { dispatchTo } = await load();
  const client = new Client('http://x.test');
  const given: unknown[] = [];
  const dispatch = vi.spyOn(client, 'dispatch');
  dispatch.mockImplementationOnce(Client.prototype.dispatch.bind(client));
  dispatch.mockImplementation((_, handler) => given.push(handler) > 0);
  const one = receiver([]);
  dispatchTo(client, options, one);
  dispatchTo(client, options, one);
  expect(given).toEqual([one, one]);
  expect(dispatch).toHaveBeenCalledTimes(3);
  await client.close();
});

test('the newer shape, where undici refuses the older one', async () => {
  const { dispatchTo } = await load();
  const handlers: Ours.DispatchHandler[] = [];
  const client: Ours.UndiciDispatcher = {
    dispatch(_, handler) {
      if (typeof handler.onRequestStart !== 'function') throw new TypeError('invalid onRequestStart method');
      return handlers.push(handler) > 0;
    },
    close: () => Promise.resolve(),
    destroy: () => Promise.resolve(),
  };
  const told: unknown[] = [];
  dispatchTo(client, options, receiver(told, false));
  const steps: unknown[] = [];
  const controller = {
    abort: (reason: Error) => void steps.push(reason),
    pause: () => void steps.push('pause'),
    resume: () => void steps.push('resume'),
    rawHeaders: ['A', 'b'],
  };
  const [handler] = handlers;
  handler!.onRequestStart(controller, {});
  handler!.onResponseStart(controller, 200, { a: 'b' });
  handler!.onResponseData(controller, Buffer.from('x'));
  handler!.onResponseEnd(controller, {});
  const error = new Error('x');
  handler!.onResponseError(controller, error);
  const [[, abort], [, , , resume]] = told as [
    [string, (reason: Error) => void],
    [string, number, unknown, () => void],
  ];
  resume();
  abort(error);
  expect(told).toEqual([
    ['connect', abort],
    ['headers', 200, ['A', 'b'], resume, '', { a: 'b' }],
    ['data', Buffer.from('x')],
    ['complete'],
    ['error', error],
  ]);
  expect(steps).toEqual(['pause', 'pause', 'resume', error]);
});

test('the newer shape, from a dispatcher that says nothing of the start and has another controller for each step', async () => {
  const { Told } = await load();
  const told: unknown[] = [];
  const steps: unknown[] = [];
  const controller = (name: string): Ours.Controller => ({
    abort: () => void steps.push(`${name}: abort`),
    pause: () => void steps.push(`${name}: pause`),
    resume: () => void steps.push(`${name}: resume`),
    rawHeaders: [],
  });
  const handler = new Told(receiver(told, false));
  handler.onResponseStart(controller('head'), 200, {});
  const [[, abort], [, , , resume]] = told as [
    [string, (reason: Error) => void],
    [string, number, unknown, () => void],
  ];
  abort(new Error('x'));
  handler.onResponseData(controller('body'), Buffer.from('x'));
  resume();
  abort(new Error('x'));
  expect(steps).toEqual(['head: pause', 'head: abort', 'body: pause', 'body: resume', 'body: abort']);
});
