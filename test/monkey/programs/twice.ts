import { readFile } from 'node:fs/promises';
import * as monkey from 'greenlets/monkey';
import 'greenlets/monkey/auto';
import * as greenlets from 'greenlets';
import { demonstrate } from './prelude.ts';

const once = fetch;
monkey.patchAll();
monkey.patchAll();
if (fetch !== once || monkey.patchFetch()) throw new Error('it was patched twice');
await demonstrate(greenlets, readFile);
monkey.unpatchAll();
if (Symbol.iterator in Promise.prototype || monkey.isPatched()) throw new Error('it is still patched');
