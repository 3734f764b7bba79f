/** axios, over connections that are kept alive. */
import { Agent } from 'node:http';
import axios from 'axios';
import type { GetJson } from '../program.ts';

const client = axios.create({ httpAgent: new Agent({ keepAlive: true }) });

export const getJson: GetJson = async (url) => (await client.get<unknown>(url)).data;
