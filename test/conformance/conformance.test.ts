/**
 * Real gevent's answers: every program of `programs/` has a port that must print the same, or a reason why it does not.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { notPorted } from './not-ported.ts';
import { outputOf, type Port } from './port.ts';
import { rules } from './rules.ts';

/** The files of a folder that end with `ending`, without it, in the order of their numbers. */
const namesIn = (folder: string, ending: string): string[] =>
  Object.values(
    Object.fromEntries(
      readdirSync(new URL(folder, import.meta.url))
        .filter((file) => /^\d/.test(file) && file.endsWith(ending))
        .map((file) => [Number.parseInt(file, 10), file.slice(0, -ending.length)]),
    ),
  );

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

const programs = namesIn('./programs', '.py');
const ports: [name: string, port: Port][] = [];
for (const name of namesIn('./ports', '.ts')) {
  const { port } = (await import(`./ports/${name}.ts`)) as { port: Port };
  ports.push([name, port]);
}

/** The ports of one kind, with their names. */
const ofKind = <K extends Port['kind']>(kind: K): [name: string, port: Extract<Port, { kind: K }>][] =>
  ports.filter((entry): entry is [string, Extract<Port, { kind: K }>] => entry[1].kind === kind);

describe('the same as gevent', () => {
  it.each(ofKind('same'))('%s', async (name, port) => {
    expect(await outputOf(port)).toBe(read(`./programs/${name}.out`));
  });
});

describe('adapted from gevent', () => {
  it.each(ofKind('adapted'))('%s', async (name, port) => {
    const theirs = read(`./programs/${name}.out`);
    const ours = await outputOf(port);
    const normalise = (text: string): string => port.rules.reduce((adapted, rule) => rules[rule](adapted), text);
    expect(normalise(ours)).toBe(normalise(theirs));
    expect(ours, 'this is what gevent prints: declare the port same').not.toBe(theirs);
    for (const rule of port.rules) {
      const both = [ours, theirs];
      expect(both.map(rules[rule]), `the rule ${rule} changes nothing: leave it out`).not.toEqual(both);
    }
  });
});

describe('different from gevent', () => {
  it.each(ofKind('differs'))('%s', async (name, port) => {
    const ours = await outputOf(port);
    expect(ours).toBe(read(`./ports/${name}.ours.out`));
    expect(ours, 'this is what gevent prints: declare the port same').not.toBe(read(`./programs/${name}.out`));
  });
});

describe('the suite', () => {
  it('has every program either ported or listed with a reason', () => {
    const accounted = [...ports.map(([name]) => name), ...Object.keys(notPorted)];
    expect(new Set(accounted)).toEqual(new Set(programs));
    expect(accounted).toHaveLength(programs.length);
  });

  it('has what gevent printed for every program', () => {
    expect(namesIn('./programs', '.out')).toEqual(programs);
  });

  it('has an output of its own for every port that differs, and for no other', () => {
    expect(namesIn('./ports', '.ours.out')).toEqual(ofKind('differs').map(([name]) => name));
  });

  it('lists every difference, and every program without a port, in the README', () => {
    const rows = ofKind('differs').map(([name, { reason }]) => `| \`${name}\` | ${reason} |`);
    const without = Object.entries(notPorted).map(([name, reason]) => `| \`${name}\` | ${reason} |`);
    const listed = read('./README.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(listed).toEqual([...rows, ...without]);
  });
});
