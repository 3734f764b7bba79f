/**
 * A server for all tests of a file. A file of its own, as `server.ts` also serves programs that run without vitest.
 */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Handler, routes, TestServer } from './server.ts';

/** A server that is there for the tests of this file, or of this `describe`, and has counted nothing before each. */
export function useServer(handler: Handler = routes): TestServer {
  const server = new TestServer(handler);
  beforeAll(async () => void (await server.listen()));
  afterAll(() => server.close());
  beforeEach(() => server.reset());
  return server;
}
