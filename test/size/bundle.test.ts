/**
 * What a bundler takes of the core for a browser. `npm run size` tells how much that is, and bounds it.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The code of the bundle of `source`, the modules of ours that are in it, and what it still imports. */
async function bundle(source: string): Promise<{ code: string; modules: string[]; imports: unknown[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['greenlets-source'],
    metafile: true,
    write: false,
  });
  const [output] = Object.values(metafile.outputs);
  const modules = Object.entries(output!.inputs).flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput === 0 || !path.startsWith('src/') ? [] : [path.slice('src/'.length)],
  );
  return { code: outputFiles[0]!.text, modules, imports: output!.imports };
}

describe('a bundle of spawn, sleep and joinall', async () => {
  const { code, modules, imports } = await bundle("export { spawn, sleep, joinall } from './src/index.ts'");

  test('has the host of browsers, and imports nothing', () => {
    expect(modules).toContain('hub/host-web.ts');
    expect(modules).not.toContain('hub/host-node.ts');
    expect(imports).toEqual([]);
  });

  test('leaves out the synchronisation objects and the pools', () => {
    expect(modules.filter((path) => !/^(hub|greenlet)\//.test(path))).toEqual([]);
  });

  test('leaves out what of greenlets it does not use', () => {
    const unused = ['call', 'iterate', 'iwait', 'local', 'main', 'scope', 'select', 'waiter', 'with-context']
      .concat(['with-timeout', 'wrap-errors'])
      .map((name) => `greenlet/${name}.ts`);
    expect(modules.filter((path) => unused.includes(path))).toEqual([]);
  });

  test('leaves out the errors that nothing in it throws', () => {
    expect(code).toContain('ERR_GREENLET_EXIT');
    expect(code).not.toMatch(/ERR_(EMPTY|FULL|SHUT_DOWN|POOL_FULL|SCOPE_CANCELLED)/);
  });

  test('has the numbers of states and phases instead of their names', () => {
    expect(code).not.toMatch(/\b(Resuming|Succeeded|Fresh)\b/);
  });
});

describe('a bundle of everything', async () => {
  const { modules, imports } = await bundle("export * from './src/index.ts'");

  test('has the core and nothing else, and imports nothing', () => {
    expect(modules).toContain('pool/pool.ts');
    expect(modules.filter((path) => !/^(hub|greenlet|sync|pool)\/|^index\.ts$/.test(path))).toEqual([]);
    expect(imports).toEqual([]);
  });
});
