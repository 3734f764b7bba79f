/** Two copies of the package in one process; the arguments say which of them patches, and in what order. */
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import * as ours from 'greenlets';
import * as ourMonkey from 'greenlets/monkey';
import { demonstrate } from './prelude.ts';

const [folder = '', order = ''] = process.argv.slice(2);
const load = async (path: string): Promise<unknown> => await import(pathToFileURL(`${folder}/src/${path}`).href);
const theirs = (await load('index.ts')) as typeof ours;
const theirMonkey = (await load('monkey/index.ts')) as typeof ourMonkey;
if (theirs.spawn === ours.spawn || theirMonkey.patchAll === ourMonkey.patchAll) throw new Error('they are one copy');

for (const who of order) (who === 'a' ? ourMonkey : theirMonkey).patchAll();
if (!ourMonkey.isPatched(fetch) || !theirMonkey.isPatched(fetch)) throw new Error('they do not agree');
if (ourMonkey.getOriginal(fetch) !== theirMonkey.getOriginal(fetch)) throw new Error('they do not agree');
await demonstrate(ours, readFile);
await demonstrate(theirs, readFile);
(order.endsWith('a') ? ourMonkey : theirMonkey).unpatchAll();
if (ourMonkey.isPatched() || theirMonkey.isPatched() || Symbol.iterator in Promise.prototype) {
  throw new Error('one of them is still patched');
}
