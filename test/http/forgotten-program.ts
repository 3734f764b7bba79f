/**
 * Streamed responses that are dropped in several ways; run with --expose-gc. Prints what became of their connections.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { each, getHub, main, sleep } from '../../src/index.ts';
import * as requests from '../../src/requests.ts';
import { routes, TestServer } from './server.ts';

declare const gc: () => void;

/** A response of more than is held, so that its connection has to be read or closed. */
const LARGE = '/bytes/4000000';

const server = await new TestServer(routes).listen();
const warnings: string[] = [];
getHub().onWarning = (context, message) => void warnings.push(`${(context as { name: string }).name} ${message}`);

/** Collect garbage until `condition` holds, or for a while. */
async function collected(condition: () => boolean): Promise<boolean> {
  for (let turn = 0; turn < 20 && !condition(); turn++) {
    gc();
    await wait(20);
  }
  return condition();
}

const session = new requests.Session();
const get = (path: string): PromiseLike<requests.Response> => session.get(server.url + path, { stream: true });
const said: Record<string, unknown> = {};

// Held, but not read: it stays.
let held: requests.Response | null = await get(LARGE);
await collected(() => server.open === 0);
said['held'] = server.open;
said['size'] = (await held.read()).byteLength;

// Dropped: one warning for both.
await (async () => void [await get('/stall/1'), await get('/stall/2')])();
// A hub holds the last result until there is another.
await sleep(1);
said['dropped'] = await collected(() => server.aborted === 2);
said['warned'] = warnings.map((warning) => warning.replace(/ \S+stall.[12]/, ''));

// Read to its end, and closed: nothing to say.
held = await get('/bytes/10');
await held.read();
(await get(LARGE)).close();
held = null;
await collected(() => false);

// Only its iterator is held, by the loop that reads it slowly.
let bytes = 0;
main(function* () {
  yield* each((yield* session.get(server.url + LARGE, { stream: true })).iterContent(500_000), function* (piece) {
    gc();
    yield* sleep(20);
    gc();
    bytes += piece.byteLength;
  });
  said['iterated'] = bytes;
  said['warnings'] = warnings.length;
  console.log(JSON.stringify(said));
  process.exit(0);
});
