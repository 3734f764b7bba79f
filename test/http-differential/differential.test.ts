/**
 * The same requests by Python's requests, as they were recorded, and by this library: the same bytes to the same server,
 * but for what differences.ts names.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cases } from './cases.ts';
import { differing } from './compare.ts';
import { DIFFERENCES, intended } from './differences.ts';
import { RULES } from './rules.ts';
import { FACES, runCase } from './run-greenlets.ts';
import type { Recording, Transcript } from './transcript.ts';
import { WireServer } from './wire.ts';

const folder = new URL('recorded/', import.meta.url);
const recordings = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Recording,
);

let server: WireServer;
beforeAll(async () => {
  server = await new WireServer().listen();
});
afterAll(() => server.close());

describe.each(Object.keys(FACES))('by %s', (face) => {
  test.each(cases)('$name', async (one) => {
    const ours = await runCase(server, one, FACES[face]!);
    for (const { requests, transcripts } of recordings) {
      expect(differing(transcripts[one.name]!, ours), `requests ${requests}`).toEqual(intended(one.name, requests));
    }
  });
});

describe('the list', () => {
  test('is recorded whole', () => {
    expect(recordings.map(({ requests }) => requests)).toEqual(['2.28.1', '2.34.2']);
    const names = cases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { transcripts } of recordings) expect(Object.keys(transcripts)).toEqual(names);
  });

  test('has every case that a difference names', () => {
    const names = new Set(cases.map(({ name }) => name));
    const named = DIFFERENCES.flatMap((difference) => Object.keys(difference.cases));
    expect(named.filter((name) => !names.has(name))).toEqual([]);
  });

  test.each(RULES)('would differ without the rule on $name', async (rule) => {
    const one = cases.find(({ name }) => name === 'method GET')!;
    const ours = await runCase(server, one, FACES['requests']!);
    const theirs: Transcript = recordings[0]!.transcripts[one.name]!;
    const others = RULES.filter((other) => other !== rule);
    expect(differing(theirs, ours, RULES)).toEqual({});
    expect(differing(theirs, ours, others)).not.toEqual({});
  });
});

describe('docs/http.md', () => {
  test('names every intended difference', () => {
    const page = readFileSync(new URL('../../docs/http.md', import.meta.url), 'utf8');
    const section = page.split('\n## What differs from requests on the wire\n')[1]!.split('\n## ')[0]!;
    expect(section).toContain(`${cases.length} cases`);
    const rows = section.split('\n').filter((line) => line.startsWith('| '));
    expect(
      rows.slice(2).map((row) =>
        row
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
    ).toEqual(DIFFERENCES.map(({ what, requests, greenlets }) => [what, requests, greenlets]));
  });
});
