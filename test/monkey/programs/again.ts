import { readFile } from 'node:fs/promises';
import * as monkey from 'greenlets/monkey';
import * as greenlets from 'greenlets';
import { demonstrate } from './prelude.ts';

monkey.patchAll();
monkey.unpatchAll();
monkey.patchAll();
await demonstrate(greenlets, readFile);
