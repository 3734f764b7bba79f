/** ky, over the global fetch; it would retry by default, and its time limit is 10 s. */
import ky from 'ky';
import type { GetJson } from '../program.ts';

const client = ky.create({ retry: 0 });

export const getJson: GetJson = (url) => client.get(url).json();
