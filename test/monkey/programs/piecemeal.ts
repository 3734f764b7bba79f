import * as monkey from 'greenlets/monkey';
import { readFile } from 'node:fs/promises';
import * as greenlets from 'greenlets';
import { demonstrate } from './prelude.ts';

monkey.patchFs();
monkey.patchFetch();
monkey.patchPromise();
monkey.patchAll({ dns: false, childProcess: false });
if (monkey.isPatched('dns') || !monkey.isPatched('timers')) throw new Error('the options were not heeded');
await demonstrate(greenlets, readFile);
