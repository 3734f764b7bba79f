/**
 * The documentation site: it builds, no link is broken, everything public is documented, and its pages can be read by
 * everybody.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { findBlocks } from '../docs/blocks.ts';
import { lessons } from '../lessons/lessons.ts';
import { brokenLinks, readPages } from './links.ts';

/** What the build writes of the reference. */
interface Reference {
  readonly symbols: readonly { readonly module: string; readonly name: string; readonly page: string | null }[];
  /** What TypeDoc says of each name, down to the last property, that has no doc comment. */
  readonly undocumented: readonly string[];
}

const CHROMIUM = '/usr/bin/chromium';
const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'site', 'dist');

/** Whether `path` is there; without it CI fails, and everybody else is told. */
function isThere(path: string, how: string): boolean {
  if (existsSync(path)) return true;
  if (process.env['CI'] !== undefined) throw new Error(`${path} is not there, and CI skips nothing: ${how}`);
  console.warn(`skipped: ${path} is not there: ${how}`);
  return false;
}

const installed = isThere(join(root, 'site', 'node_modules'), 'npm ci --prefix site');

/** Run a program to its end; returns what it prints. */
function run(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    timeout: 580_000,
  });
  if (status !== 0) throw new Error(`${args.at(-1)} ended with ${status}: ${stderr}`);
  return stdout;
}

describe.skipIf(!installed)('the site', () => {
  beforeAll(() => {
    run('site/build.mjs');
  }, 600_000);

  it('has no broken link', () => {
    expect(readPages(dist).size).toBeGreaterThan(100);
    expect(brokenLinks(dist)).toEqual([]);
  });

  it('has a page for each lesson', () => {
    const pages = readPages(dist);
    for (const { slug, title } of lessons) expect(pages.get(`/lessons/${slug}.html`)).toContain(title);
  });

  it('has a documented page for everything that is exported', async () => {
    const { symbols, undocumented } = JSON.parse(
      readFileSync(join(root, 'site/build/reference.json'), 'utf8'),
    ) as Reference;
    expect(undocumented).toEqual([]);
    const without = symbols.filter(
      ({ page }) => page === null || !existsSync(join(dist, 'api', page.replace(/\.md$/, '.html'))),
    );
    expect(without).toEqual([]);

    // What is there at run time is asked of the modules themselves.
    for (const module of new Set(symbols.map((symbol) => symbol.module))) {
      const names = new Set(symbols.filter((symbol) => symbol.module === module).map(({ name }) => name));
      const exported = Object.keys((await import(module)) as object);
      expect(exported.filter((name) => !names.has(name))).toEqual([]);
    }
  });

  it.skipIf(!isThere(CHROMIUM, 'apt-get install chromium'))(
    'is readable by everybody, searchable, and asks nobody else',
    () => {
      const { wrong, found } = JSON.parse(run('site/check-pages.mjs', CHROMIUM)) as { wrong: string[]; found: string };
      expect(wrong).toEqual([]);
      expect(found).toContain('Semaphore');
    },
    600_000,
  );
});

describe('brokenLinks', () => {
  it('finds links to pages and places that are not there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'site-'));
    mkdirSync(join(folder, 'a'));
    writeFileSync(
      join(folder, 'index.html'),
      '<a href="/a/">1</a> <a href="a/b.html#x&amp;y">2</a> <a href="/c">3</a>',
    );
    writeFileSync(join(folder, 'a/index.html'), '<a href="b">1</a> <a href="./b#z">2</a> <img src="../no.png">');
    writeFileSync(
      join(folder, 'a/b.html'),
      '<p id="x&amp;y"><a href="#here">1</a> <a href="https://example.com">2</a>',
    );
    expect(new Set(brokenLinks(folder))).toEqual(
      new Set(['/index.html -> /c', '/a/index.html -> ./b#z', '/a/index.html -> ../no.png', '/a/b.html -> #here']),
    );
    rmSync(folder, { recursive: true });
  });
});

it('the program on the first page prints what stands there', () => {
  const [block] = findBlocks(readFileSync(join(root, 'site/home.md'), 'utf8'));
  mkdirSync(join(root, 'build'), { recursive: true });
  const folder = mkdtempSync(join(root, 'build', 'home-'));
  try {
    const file = join(folder, 'home.ts');
    writeFileSync(file, block!.code);
    expect(run('--conditions=greenlets-source', '--import', 'tsx', file)).toBe(block!.prints);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
