/** got, over connections that are kept alive; it would retry by default. */
import { Agent } from 'node:http';
import got from 'got';
import type { GetJson } from '../program.ts';

const client = got.extend({ agent: { http: new Agent({ keepAlive: true }) }, retry: { limit: 0 } });

export const getJson: GetJson = (url) => client(url).json();
