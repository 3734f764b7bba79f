// What the core weighs in a browser: bundled and minified by esbuild from dist, by the package's own name, so that
// `exports`, `imports` and `sideEffects` are taken as a user's bundler takes them. Fails above a bound. It needs a
// build; `npm run size` makes one first.
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** In bytes of gzip: `bound` is just above what is reached, so that growth is noticed; `target` is what we aim at. */
const BUNDLES = [
  { name: 'everything', source: "export * from 'greenlets'", bound: 21_700, target: 12_000 },
  {
    name: 'spawn, sleep, joinall',
    source: "export { spawn, sleep, joinall } from 'greenlets'",
    bound: 12_450,
    target: 5_000,
  },
];

const number = new Intl.NumberFormat('en-US');
const gzip = (code) => gzipSync(code, { level: 9 }).length;

/** The minified bundle of `source`; each plugin sees the modules before esbuild does. */
async function bundle(source, plugins, legalComments) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments,
    // Not tsconfig.json, whose paths lead to src.
    tsconfigRaw: {},
    plugins,
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

/** Marks where each module begins, by the one kind of comment that a minifier keeps. */
const marker = {
  name: 'marker',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/, namespace: 'file' }, async ({ path }) => ({
      contents: `/*! @module ${relative(dist, path).replaceAll('\\', '/')} */${await readFile(path, 'utf8')}`,
    }));
  },
};

/** The code of each module within the bundle of `source`. */
async function modulesOf(source) {
  const parts = (await bundle(source, [marker], 'inline')).split(/\/\*! @module (.*?) \*\//);
  return parts.flatMap((name, i) => (i % 2 === 1 ? [{ name, code: parts[i + 1].trim() }] : []));
}

let failed = false;
for (const { name, source, bound, target } of BUNDLES) {
  const code = await bundle(source, [], 'none');
  const size = gzip(code);
  console.log(`${name}: ${number.format(code.length)} bytes, gzip ${number.format(size)}`);
  console.log(
    `  target ${number.format(target)}: ${size <= target ? 'met' : `missed by ${number.format(size - target)}`}`,
  );
  console.log(`  bound  ${number.format(bound)}: ${size <= bound ? 'kept' : 'EXCEEDED'}`);
  failed ||= size > bound;

  const modules = await modulesOf(source);
  const all = gzip(modules.map((module) => module.code).join(''));
  const shares = modules.map(({ name: path, code: own }) => {
    const others = modules.filter((module) => module.name !== path);
    return { path, bytes: own.length, share: all - gzip(others.map((module) => module.code).join('')) };
  });
  shares.sort((a, b) => b.share - a.share);
  console.log('  bytes   gzip  of each module: what the bundle would lose without it');
  for (const { path, bytes, share } of shares) {
    console.log(`  ${number.format(bytes).padStart(5)}  ${number.format(share).padStart(5)}  ${path}`);
  }
}
process.exitCode = failed ? 1 : 0;
