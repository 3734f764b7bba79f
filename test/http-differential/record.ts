/**
 * Record what Python's requests sends and gets, as recorded/requests-VERSION.json: `node --conditions=greenlets-source
 * --import tsx test/http-differential/record.ts [PYTHON]`, Debian's Python unless told otherwise.
 */
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { cases } from './cases.ts';
import { PythonRequests } from './run-requests.ts';
import type { Recording, Transcript } from './transcript.ts';
import { WireServer } from './wire.ts';

const server = await new WireServer().listen();
const python = new PythonRequests(server, process.argv[2]);
const versions = await python.versions;
const transcripts: Record<string, Transcript> = {};
for (const one of cases) transcripts[one.name] = await python.run(one);
await python.close();
await server.close();

const file = new URL(`recorded/requests-${versions.requests}.json`, import.meta.url);
const recording: Recording = { ...versions, transcripts };
writeFileSync(file, await format(JSON.stringify(recording), { parser: 'json', printWidth: 120 }));
console.log(`${cases.length} cases by requests ${versions.requests} with urllib3 ${versions.urllib3}`);
