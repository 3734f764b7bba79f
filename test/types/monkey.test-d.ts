/**
 * What `yield*` and `cooperative` give, for the compiler.
 */
import type { Stats, BigIntStats, Dirent } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import * as fs from 'node:fs/promises';
import * as dns from 'node:dns/promises';
import { promisify } from 'node:util';
import { exec } from 'node:child_process';
import { expectTypeOf, test } from 'vitest';
import { type Coroutine, type Operation, spawn, type Greenlet } from 'greenlets';
import { cooperative } from 'greenlets/io';
import 'greenlets/monkey';

test('yield* gives what the promise is fulfilled with', () => {
  function* body(): Coroutine<void> {
    expectTypeOf(yield* fetch('http://localhost/')).toEqualTypeOf<Response>();
    expectTypeOf(yield* readFile('a', 'utf8')).toEqualTypeOf<string>();
    const bytes: Buffer = yield* readFile('a');
    void bytes;
    expectTypeOf(yield* stat('a')).toEqualTypeOf<Stats>();
    expectTypeOf(yield* stat('a', { bigint: true })).toEqualTypeOf<BigIntStats>();
    expectTypeOf(yield* Promise.all([Promise.resolve(1), Promise.resolve('a')])).toEqualTypeOf<[number, string]>();
    expectTypeOf(yield* (async () => 1 as const)()).toEqualTypeOf<1>();
    expectTypeOf((yield* promisify(exec)('ls')).stdout).toEqualTypeOf<string>();
    // @ts-expect-error -- without the star
    const wrong: Response = yield fetch('http://localhost/');
    void wrong;
  }
  void body;
});

test('a body that waits for promises, or returns one, has the type of its value', () => {
  const spawned = (): void => {
    expectTypeOf(
      spawn(function* () {
        return (yield* fetch('http://localhost/')).status;
      }),
    ).toEqualTypeOf<Greenlet<number>>();
    expectTypeOf(spawn(() => fetch('http://localhost/'))).toEqualTypeOf<Greenlet<Response>>();
    // @ts-expect-error -- a promise yielded without the star
    spawn(function* () {
      yield fetch('http://localhost/');
    });
  };
  void spawned;
});

test('cooperative keeps the result of every overload', () => {
  const copy = (): void => {
    const files = cooperative(fs);
    expectTypeOf(files.readFile('a', 'utf8')).toEqualTypeOf<Operation<string>>();
    expectTypeOf(files.readFile('a', { encoding: 'utf8', flag: 'r' })).toEqualTypeOf<Operation<string>>();
    const bytes: Operation<Buffer>[] = [files.readFile('a'), files.readFile('a', { encoding: null })];
    // @ts-expect-error -- bytes are no text
    const text: Operation<string> = files.readFile('a');
    const names: Operation<Buffer[]> = files.readdir('a', 'buffer');
    void [bytes, text, names];
    expectTypeOf(files.stat('a')).toEqualTypeOf<Operation<Stats>>();
    expectTypeOf(files.stat('a', { bigint: true })).toEqualTypeOf<Operation<BigIntStats>>();
    expectTypeOf(files.readdir('a')).toEqualTypeOf<Operation<string[]>>();
    expectTypeOf(files.readdir('a', { withFileTypes: true })).toEqualTypeOf<Operation<Dirent[]>>();
    expectTypeOf(files.mkdir('a', { recursive: true })).toEqualTypeOf<Operation<string | undefined>>();
    expectTypeOf(files.mkdir('a')).toEqualTypeOf<Operation<void>>();
    expectTypeOf(files.constants).toEqualTypeOf<typeof fs.constants>();
    // @ts-expect-error -- an argument is missing
    void files.readFile();
    const resolver = cooperative(dns);
    expectTypeOf(resolver.resolve('a')).toEqualTypeOf<Operation<string[]>>();
    expectTypeOf(resolver.resolve('a', 'MX')).toEqualTypeOf<Operation<Awaited<ReturnType<typeof dns.resolveMx>>>>();
    expectTypeOf(resolver.getServers()).toEqualTypeOf<string[]>();
    expectTypeOf(resolver.Resolver).toEqualTypeOf<typeof dns.Resolver>();
    const get = cooperative(fetch);
    expectTypeOf(get('http://localhost/')).toEqualTypeOf<Operation<Response>>();
    const mixed = cooperative({ plain: (n: number) => n, later: async (s: string) => s, nothing: () => {} });
    expectTypeOf(mixed.plain(1)).toEqualTypeOf<number>();
    expectTypeOf(mixed.later('a')).toEqualTypeOf<Operation<string>>();
    expectTypeOf(mixed.nothing()).toEqualTypeOf<void>();
  };
  void copy;
});
