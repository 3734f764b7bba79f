/**
 * Every TypeScript block of README.md and docs/ runs, as a program of its own, and prints what the page says.
 *
 * `https://example.com` stands for a server; here it is one on loopback.
 */
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBlocks } from './blocks.ts';

const root = new URL('../../', import.meta.url);
const folder = new URL('build/docs-blocks/', root);
const pages = [
  'README.md',
  ...readdirSync(new URL('docs/', root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

let server: ChildProcess;
let base = '';

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  server = fork(new URL('server.mjs', import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  base = await new Promise<string>((resolve) => server.once('message', (message) => resolve(message as string)));
});

afterAll(() => {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
});

for (const page of pages) {
  const blocks = findBlocks(readFileSync(new URL(page, root), 'utf8'));
  if (blocks.length === 0) continue;
  describe(`the blocks of ${page}`, () => {
    for (const { line, code, prints } of blocks) {
      it(`line ${line}`, () => {
        const file = new URL(`${page.replaceAll('/', '-')}-${line}.ts`, folder);
        writeFileSync(file, code.replaceAll('https://example.com', base));
        const run = spawnSync(process.execPath, ['--conditions=greenlets-source', '--import', 'tsx', file.pathname], {
          encoding: 'utf8',
          cwd: root,
          timeout: 15_000,
        });
        expect(run.stderr).toBe('');
        expect(run.status).toBe(0);
        expect(run.stdout).toBe(prints ?? run.stdout);
      });
    }
  });
}

describe('findBlocks', () => {
  it('finds the TypeScript blocks of a page, with what they print', () => {
    const page = 'a\n```ts\none();\n```\n\n```text\n1\n```\n\n```sh\nls\n```\n```ts\ntwo();\n```\n';
    expect(findBlocks(page)).toEqual([
      { line: 2, code: 'one();\n', prints: '1\n' },
      { line: 13, code: 'two();\n', prints: null },
    ]);
  });
});
