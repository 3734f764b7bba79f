/**
 * From the text of a program to a function: every statement stays on its line.
 */
import { describe, expect, test } from 'vitest';
import { prepare } from '../../src/run/prepare.ts';

/** Run a program whose module 'm' is `module`; returns what it has put into `seen`. */
async function run(source: string, language: 'ts' | 'js' = 'ts'): Promise<unknown[]> {
  const seen: unknown[] = [];
  await prepare(
    source,
    language,
  )((specifier) => ({
    default: `default of ${specifier}`,
    value: 1,
    see: (one: unknown) => seen.push(one),
  }));
  return seen;
}

describe('imports', () => {
  test.each<[what: string, source: string, seen: unknown]>([
    ['names', `import { see, value } from 'm';\nsee(value);`, 1],
    ['renamed names', `import { see as look, value as n } from 'm';\nlook(n);`, 1],
    ['a default beside names', `import def, { see } from 'm';\nsee(def);`, 'default of m'],
    ['a namespace', `import * as all from 'm';\nall.see(all.value);`, 1],
    ['names over several lines', `import {\n  see,\n  value,\n} from 'm';\nsee(value);`, 1],
    ['after their use', `see(value);\nimport { see, value } from 'm';`, 1],
  ])('give %s', async (_what, source, seen) => {
    expect(await run(source, 'js')).toEqual([seen]);
  });

  test('of types alone are left out', async () => {
    expect(await run(`import type { T } from 'm';\nimport { see, type U } from 'm';\nsee(2 as U);`)).toEqual([2]);
  });
});

test('exports run and name nothing', async () => {
  const source = `import { see } from 'm';\nexport const a = 1;\nexport function f() {\n  return 2;\n}\nexport default 3;\nexport { a as b };\nsee(a + f());`;
  expect(await run(source)).toEqual([3]);
});

test('an await at the top level is waited for', async () => {
  expect(await run(`import { see } from 'm';\nsee(await Promise.resolve(5));`)).toEqual([5]);
});

test.each(['ts', 'js'] as const)('an error in %s has the line of the text', async (language) => {
  const types = language === 'ts' ? ': string' : '';
  const source = `import {\n  see,\n} from 'm';\n\nexport function f(a${types}) {\n  throw new Error(a);\n}\nf('boom');`;
  await expect(run(source, language)).rejects.toSatisfy((error: Error) =>
    error.stack!.includes(`program.${language}:6:`),
  );
});

test.each<[what: string, source: string, language: 'ts' | 'js', line: number]>([
  ['a mistake in the types', 'let a = 1;\nlet b: = 2;', 'ts', 2],
  ['a name declared twice', 'let a = 1;\n\nlet a = 2;', 'ts', 3],
  ['a brace too many', 'f();\n}', 'js', 2],
  ['types in JavaScript', 'let a: number = 1;', 'js', 1],
])('%s is a syntax error at its line', (_what, source, language, line) => {
  expect(() => prepare(source, language)).toThrow(expect.objectContaining({ name: 'SyntaxError', line }));
});
