/**
 * The pictures of docs/tracing.md are what the program above each draws: `npx vitest run test/docs/pictures.test.ts -u`
 * draws them anew.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { findBlocks } from './blocks.ts';

const root = new URL('../../', import.meta.url);
const folder = new URL('build/docs-pictures/', root);
const page = readFileSync(new URL('docs/tracing.md', root), 'utf8');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each picture, with the last program before it. */
const pictures = [...page.matchAll(/^!\[[^\]]+\]\(pictures\/([\w-]+\.svg)\)$/gm)].map((match) => ({
  name: match[1]!,
  code: findBlocks(page.slice(0, match.index)).at(-1)!.code,
}));

test.each(pictures)('$name is up to date', async ({ name, code }) => {
  mkdirSync(folder, { recursive: true });
  const program = new URL(`${name}.ts`, folder);
  writeFileSync(
    program,
    `${code}\nimport { toSvg } from 'greenlets/trace';\nprocess.stderr.write(toSvg(recording));\n`,
  );
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--conditions=greenlets-source', '--import', 'tsx', fileURLToPath(program)],
    { encoding: 'utf8', cwd: root },
  );
  expect(status).toBe(0);
  await expect(stderr).toMatchFileSnapshot(fileURLToPath(new URL(`docs/pictures/${name}`, root)));
});

test('there are no others', () => {
  expect(readdirSync(new URL('docs/pictures/', root))).toEqual(pictures.map(({ name }) => name));
});
