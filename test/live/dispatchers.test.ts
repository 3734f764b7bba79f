/**
 * Row U11 of the specification: dispatchers of undici 7 and 8 for a session, and mounted.
 */
import * as requests from 'greenlets/requests';
import type * as Undici from 'undici';
import { expect, test } from 'vitest';
import { type Answer, base, describeLive } from './httpbin.ts';

const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
const loads8 = major > 22 || (major === 22 && minor >= 19);
if (!loads8) console.log(`skipped, undici 8 of row U11: it needs Node 22.19, and this is ${process.version}`);

describeLive('httpbin', () => {
  test.each(loads8 ? ['undici', 'undici8'] : ['undici'])(
    'U11: an Agent and a MockAgent of %s, mounted',
    async (name) => {
      const undici = (await import(name)) as typeof Undici;
      const agent = new undici.Agent({ connections: 1 });
      const mock = new undici.MockAgent();
      mock.disableNetConnect();
      mock.get('http://mocked.test').intercept({ path: '/x', method: 'GET' }).reply(203, 'mocked');
      const session = new requests.Session({ trustEnv: false });
      session.mount(base, agent);
      session.mount('http://mocked.test', mock);
      const posted = await session.post(`${base}/post`, { data: { a: 1 } });
      expect(posted.json<Answer>().form).toEqual({ a: '1' });
      expect((await session.get(`${base}/redirect/2`)).history.length).toBe(2);
      expect(Object.keys(agent.stats)).toEqual([base]);
      const { statusCode, text } = await session.get('http://mocked.test/x');
      expect([statusCode, text]).toEqual([203, 'mocked']);
      await session.close();
      await agent.close();
      await mock.close();
    },
  );
});
