/**
 * Every TypeScript block of README.md and docs/ has the right types, runs as a program of its own, and prints what the page
 * says.
 *
 * `https://example.com` stands for a server; here it is one on loopback, and `https://self-signed.example.com` another.
 */
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificates } from '../http/certificates.ts';
import { findBlocks } from './blocks.ts';

const root = new URL('../../', import.meta.url);
const folder = new URL('build/docs-blocks/', root);
const pages = [
  'README.md',
  ...readdirSync(new URL('docs/', root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].map((page) => ({ page, blocks: findBlocks(readFileSync(new URL(page, root), 'utf8')) }));

/** Null where no certificates can be made: the blocks that need one are skipped then. */
const certificates = makeCertificates();
const SELF_SIGNED = 'https://self-signed.example.com';

let server: ChildProcess;
/** Where the servers of the documents are, by the name that they have there. */
let places: [name: string, place: string][] = [];

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const identity = certificates === null ? [] : [certificates.server.certPath, certificates.server.keyPath];
  server = fork(new URL('server.mjs', import.meta.url), identity, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [told] = (await once(server, 'message')) as [Record<string, string>];
  places = Object.entries(told);
});

afterAll(() => {
  server.kill();
  certificates?.remove();
  rmSync(folder, { recursive: true, force: true });
});

function located(text: string): string {
  return places.reduce((located, [name, place]) => located.replaceAll(name, place), text);
}

function unlocated(text: string): string {
  return places.reduce((unlocated, [name, place]) => unlocated.replaceAll(place, name), text);
}

/** Write a block as a file. */
function write(page: string, line: number, code: string): string {
  const file = new URL(`${page.replaceAll('/', '-')}-${line}.ts`, folder);
  writeFileSync(file, code);
  return fileURLToPath(file);
}

describe('all blocks', () => {
  it('have no type errors', () => {
    for (const { page, blocks } of pages) for (const { line, code } of blocks) write(page, line, code);
    const config = new URL('tsconfig.json', folder);
    writeFileSync(config, JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'] }));
    const compiler = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root));
    const checked = spawnSync(process.execPath, [compiler, '-p', fileURLToPath(config)], { encoding: 'utf8' });
    expect(checked.stdout).toBe('');
    expect(checked.status).toBe(0);
  });
});

for (const { page, blocks } of pages) {
  if (blocks.length === 0) continue;
  describe(`the blocks of ${page}`, () => {
    for (const { line, code, prints } of blocks) {
      it.skipIf(certificates === null && code.includes(SELF_SIGNED))(`line ${line}`, () => {
        const file = write(page, line, located(code));
        const run = spawnSync(process.execPath, ['--conditions=greenlets-source', '--import', 'tsx', file], {
          encoding: 'utf8',
          cwd: root,
          timeout: 15_000,
        });
        expect(run.stderr).toBe('');
        expect(run.status).toBe(0);
        expect(unlocated(run.stdout)).toBe(prints ?? '');
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
