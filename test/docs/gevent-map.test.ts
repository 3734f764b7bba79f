/**
 * docs/gevent-map.md names only counterparts that exist.
 */
import { readFileSync } from 'node:fs';
import * as core from 'greenlets';
import * as trace from 'greenlets/trace';
import { expect, it } from 'vitest';

const page = readFileSync(new URL('../../docs/gevent-map.md', import.meta.url), 'utf8');

/** The names in the second column. */
function counterparts(): string[] {
  const rows = page.split('\n').filter((line) => line.startsWith('| `') || /^\| [a-z]/.test(line));
  return rows.flatMap((row) => [...row.split('|')[2]!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!));
}

/** Instances, for members that constructors make. */
const instances: Record<string, object> = {
  Greenlet: new core.Greenlet(),
  Hub: core.getHub(),
  Timeout: new core.Timeout(),
  Queue: new core.Queue(),
  Channel: new core.Channel(),
  Semaphore: new core.Semaphore(),
  Group: new core.Group(),
  Pool: new core.Pool(),
  Waiter: new core.Waiter(),
  RLock: new core.RLock(),
  Event: new core.Event(),
  AsyncResult: new core.AsyncResult(),
};

function exists(name: string): boolean {
  if (name.startsWith('trace:')) return name.slice('trace:'.length) in trace;
  const symbol = /^(\w+)\[Symbol\.(\w+)\]$/.exec(name);
  if (symbol !== null) {
    const key = Reflect.get(Symbol, symbol[2]!) as symbol;
    return Reflect.has(instances[symbol[1]!]!, key);
  }
  const [type, member] = name.split('.');
  const exported: unknown = Reflect.get(core, type!);
  if (member === undefined) return exported !== undefined;
  return Reflect.has(instances[type!]!, member) || (typeof exported === 'function' && member in exported);
}

it('names only counterparts that exist', () => {
  const names = counterparts();
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name) => !exists(name))).toEqual([]);
});
