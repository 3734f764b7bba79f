import 'greenlets/monkey/auto';
import { readFile } from 'node:fs/promises';
import * as greenlets from 'greenlets';
import { demonstrate } from './prelude.ts';

await demonstrate(greenlets, readFile);
