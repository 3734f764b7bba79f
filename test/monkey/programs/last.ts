import { readFile } from 'node:fs/promises';
import * as greenlets from 'greenlets';
import { demonstrate } from './prelude.ts';
import 'greenlets/monkey/auto';

await demonstrate(greenlets, readFile);
