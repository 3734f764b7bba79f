import { readFile } from 'node:fs/promises';
import * as greenlets from 'greenlets';
import { demonstrate } from './prelude.ts';

// A greenlet that runs already, and waits for a promise that is there already, when the patch comes.
const early = fetch('data:text/plain,early');
const patched = new greenlets.Event();
const veteran = greenlets.spawn(function* () {
  yield* patched.wait();
  return yield* (yield* early).text();
});
await greenlets.sleep(5);
const { patchAll } = await import('greenlets/monkey');
patchAll();
patched.set();
if ((await veteran.get()) !== 'early') throw new Error('the veteran is not served');
await demonstrate(greenlets, readFile);
