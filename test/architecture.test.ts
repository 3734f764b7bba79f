/**
 * Who may import whom: the project's own sources keep the rules, and each rule can be broken.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { check, importsOf, type Project } from './support/architecture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function readProject(): Project {
  const files = new Map<string, string>();
  for (const folder of ['src', 'playground', 'examples', 'bench']) {
    if (!existsSync(root + folder)) continue;
    for (const name of readdirSync(root + folder, { recursive: true, encoding: 'utf8' })) {
      const path = `${folder}/${name.replaceAll('\\', '/')}`;
      if (/(^|\/)(node_modules|dist)\//.test(path) || !/\.(ts|tsx|mts|js|mjs)$/.test(path)) continue;
      files.set(path, readFileSync(root + path, 'utf8'));
    }
  }
  return { files, manifest: JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as Project['manifest'] };
}

test('the sources keep the rules', () => {
  const project = readProject();
  expect(project.files.size).toBeGreaterThan(0);
  expect(check(project)).toEqual([]);
});

/** A small project in which nothing is wrong, with `changes` made to it. */
function breakages(changes: Record<string, string>): string[] {
  const files = new Map(
    Object.entries({
      'src/index.ts': "export * from './hub/hub.ts';\nexport { type G, spawn } from './greenlet/greenlet.ts';",
      'src/requests.ts': "/** Sends at once. */\nimport './http/undici.ts';\nexport * from './http/verbs.ts';",
      'src/hub/hub.ts': "import { defaultHost } from '#host';\nimport type { Host } from './host.ts';",
      'src/hub/host.ts': 'export interface Host {}',
      'src/hub/host-node.ts':
        "import { AsyncResource } from 'node:async_hooks';\nimport type { Host } from './host.ts';",
      'src/hub/host-web.ts': "import type { Host } from './host.ts';",
      'src/greenlet/greenlet.ts': "import { Hub } from '../hub/hub.ts';",
      'src/sync/event.ts': "import { Hub } from '../hub/hub.ts';",
      'src/pool/pool.ts': "import { Event } from '../sync/event.ts';",
      'src/io/socket.ts': "import * as net from 'node:net';",
      'src/http/undici.ts': "import { Agent } from 'undici';",
      'src/http/verbs.ts': "import { Agent } from './undici.ts';\nimport { Pool } from '../pool/pool.ts';",
      'src/trace/recorder.ts': "import type { Hub } from '../hub/hub.ts';",
      'src/testing/index.ts': "import { Pool } from '../pool/pool.ts';",
      'src/cli/main.ts':
        "import { spawn } from 'greenlets';\nimport { get } from '../requests.ts';\nimport './table.ts';",
      'src/cli/table.ts': "import { Command } from 'commander';",
      'bench/main.ts': "import { spawn } from 'greenlets';",
      ...changes,
    }),
  );
  const manifest = {
    name: 'greenlets',
    exports: {
      '.': { default: './dist/index.js' },
      './requests': { default: './dist/requests.js' },
      './testing': { default: './dist/testing/index.js' },
      './package.json': './package.json',
    },
    dependencies: { undici: '^7.0.0', commander: '^14.0.0' },
  };
  return check({ files, manifest });
}

describe('the checker', () => {
  test('finds nothing where nothing is wrong', () => {
    expect(breakages({})).toEqual([]);
  });

  test.each<[rule: string, path: string, text: string, complaint: RegExp]>([
    [
      'an import of a higher floor',
      'src/hub/x.ts',
      "import { Pool } from '../pool/pool.ts';",
      /hub may not import pool/,
    ],
    [
      'a type-only one',
      'src/hub/x.ts',
      "import type { G } from '../greenlet/greenlet.ts';",
      /hub may not import greenlet/,
    ],
    ['a re-export of one', 'src/greenlet/x.ts', "export * from '../sync/event.ts';", /greenlet may not import sync/],
    ['a dynamic one', 'src/sync/x.ts', "await import('../pool/pool.ts');", /sync may not import pool/],
    [
      'one over several lines',
      'src/pool/x.ts',
      "import {\n  a,\n  b,\n} from '../http/verbs.ts';",
      /pool may not import http/,
    ],
    ['http from io', 'src/io/x.ts', "import { get } from '../http/verbs.ts';", /io may not import http/],
    [
      'trace from a floor',
      'src/hub/x.ts',
      "import type { R } from '../trace/recorder.ts';",
      /hub may not import trace/,
    ],
    ['a pool from trace', 'src/trace/x.ts', "import { Pool } from '../pool/pool.ts';", /trace may not import pool/],
    ['http from testing', 'src/testing/x.ts', "import { get } from '../http/verbs.ts';", /testing may not import http/],
    [
      'testing from a floor',
      'src/http/x.ts',
      "import { clock } from '../testing/index.ts';",
      /nothing imports testing/,
    ],
    [
      'testing from an entry point',
      'src/grequests.ts',
      "export * from './testing/index.ts';",
      /nothing imports testing/,
    ],
    [
      'testing from the command',
      'src/cli/x.ts',
      "import { clock } from '../testing/index.ts';",
      /nothing imports testing/,
    ],
    ['a folder without a floor', 'src/misc/x.ts', "import { Hub } from '../hub/hub.ts';", /misc is on no floor/],
    ['the inside from the command', 'src/cli/x.ts', "import { Hub } from '../hub/hub.ts';", /public entry points only/],
    [
      'the inside from a benchmark',
      'bench/x.ts',
      "import { Hub } from '../src/hub/hub.ts';",
      /public entry points only/,
    ],
    ['the inside from an example', 'examples/x.ts', "import { Hub } from 'greenlets/hub';", /no entry point/],
    ['one program from another', 'playground/x.ts', "import '../bench/main.ts';", /no other program/],
    ['a program from a floor', 'src/http/x.ts', "import '../cli/table.ts';", /nothing imports a program/],
    ['an entry point from a floor', 'src/http/x.ts', "import { spawn } from '../index.ts';", /not for us/],
    ['the package by its name from a floor', 'src/http/x.ts', "import { spawn } from 'greenlets';", /only programs/],
    ['a module of Node', 'src/greenlet/x.ts', "import fs from 'node:fs';", /runs in browsers too/],
    ['one without its prefix', 'src/testing/x.ts', "import fs from 'fs/promises';", /runs in browsers too/],
    ['one asked of the process', 'src/trace/x.ts', "process.getBuiltinModule('node:fs');", /runs in browsers too/],
    ['one without its prefix, where Node is known', 'src/http/x.ts', "import fs from 'fs';", /imported as node:/],
    ['the host beyond the hub', 'src/greenlet/x.ts', "import { defaultHost } from '#host';", /only hub and testing/],
    ['a package in the core', 'src/pool/x.ts', "import { Command } from 'commander';", /needs nothing from npm/],
    ['undici beyond http', 'src/cli/x.ts', "import { Agent } from 'undici';", /only http may import undici/],
    [
      'a package that is not declared',
      'src/cli/x.ts',
      "import x from '@scope/name/sub';",
      /@scope\/name is not in the dep/,
    ],
    ['a file that is not there', 'src/hub/x.ts', "import x from './gone.ts';", /no such file/],
    ['http in the main entry point', 'src/index.ts', "export * from './http/verbs.ts';", /the core alone/],
    ['logic in an entry point', 'src/index.ts', 'export const answer = 42;', /only re-exports/],
    ['a circle', 'src/hub/host.ts', "import type { Hub } from './hub.ts';", /circle: .*hub\/hub\.ts -> .*hub\/hub\.ts/],
    ['a file that imports itself', 'src/sync/x.ts', "import type { X } from './x.ts';", /circle: src\/sync\/x\.ts/],
  ])('refuses %s', (_rule, path, text, complaint) => {
    expect(breakages({ [path]: text })).toEqual(expect.arrayContaining([expect.stringMatching(complaint)]));
  });

  test.each<[what: string, text: string, found: string[]]>([
    ['imports that follow each other', "import a from './a.ts'\nimport './b.ts'\n", ['./a.ts', './b.ts']],
    ['imports for their side effect', "import 'x';", ['x']],
    ['types written as an import', "let x: import('./x.ts').X;", ['./x.ts']],
    ['defaults with names', "import a, { type B, c as d } from './a.ts';", ['./a.ts']],
    ['name spaces', "export * as ns from './a.ts';", ['./a.ts']],
    ['nothing in comments', "/* import 'a' */ // import 'b'\n/**\n * import { c } from 'c';\n */", []],
    ['nothing in template strings', "const text = `import 'a';`;", []],
    ['nothing in an address', "const a = 'http://x'; import b from './b.ts';", ['./b.ts']],
    ['nothing in plain exports', "export const from = 1;\nconst a = 'x';", []],
  ])('sees %s', (_what, text, found) => {
    expect(importsOf(text)).toEqual(found);
  });
});
