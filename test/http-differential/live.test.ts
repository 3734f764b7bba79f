/**
 * The recordings are still true, where Debian's requests is installed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cases } from './cases.ts';
import { PythonRequests, versionsOf } from './run-requests.ts';
import type { Recording, Transcript } from './transcript.ts';
import { WireServer } from './wire.ts';

const installed = versionsOf();
const file = new URL(`recorded/requests-${installed.requests}.json`, import.meta.url);
const reason = installed.reason ?? (existsSync(file) ? null : `requests ${installed.requests} is not recorded`);
if (reason !== null) console.log(`live comparison with requests skipped: ${reason}`);

test.skipIf(reason !== null)(
  'requests sends and gets what is recorded of it',
  async () => {
    const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;
    const server = await new WireServer().listen();
    const python = new PythonRequests(server);
    try {
      const transcripts: Record<string, Transcript> = {};
      for (const one of cases) transcripts[one.name] = await python.run(one);
      expect(transcripts).toEqual(recording.transcripts);
    } finally {
      await python.close();
      await server.close();
    }
  },
  120_000,
);
