/**
 * The recordings of the lessons that need Node: each is one of its program as it is now.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Replay, type Recording } from 'greenlets/trace';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../cli/program.ts';
import { type Lesson, lessons, output, root } from './lessons.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenlets-lessons-'));
afterAll(() => rmSync(folder, { recursive: true }));

const isForNode = ({ runsIn }: Lesson): boolean => !runsIn.includes('browser');
const pathOf = ({ slug }: Lesson): string => `${root}lessons/${slug}/recording.json`;
const read = (path: string): Recording => JSON.parse(readFileSync(path, 'utf8')) as Recording;

function printed({ events }: Recording): string {
  return events.map(({ kind, text }) => (kind === 'print' ? `${text}\n` : '')).join('');
}

describe.each(lessons.filter(isForNode))('$slug', (lesson) => {
  const recording = read(pathOf(lesson));
  const { source, events, dropped } = recording;

  it('has the program in it, and names no file but that', () => {
    const file = `${lesson.program}.ts`;
    expect(source).toEqual({ file, text: readFileSync(root + file, 'utf8') });
    expect(new Set(events.flatMap(({ place }) => place?.file ?? []))).toEqual(new Set([file]));
  });

  it('is complete: it prints what the lesson says, and every greenlet comes to its end', () => {
    expect([recording.version, dropped]).toEqual([1, 0]);
    expect(printed(recording)).toBe(output(lesson));
    const { greenlets, queue } = new Replay(recording).stateAt(events.length - 1);
    expect(greenlets.filter(({ phase }) => phase !== 'done' && phase !== 'killed')).toEqual([]);
    expect(queue).toEqual([]);
  });

  it('is of the same greenlets as a run today', { timeout: 30_000 }, async () => {
    const file = join(folder, `${lesson.slug}.json`);
    const { code, stderr } = await run(['trace', '--events', '0', '--record', file, `${lesson.program}.ts`]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const today = read(file);
    expect(today.greenlets).toEqual(recording.greenlets);
    expect(today.source).toEqual(source);
    expect(printed(today)).toBe(printed(recording));
  });
});

it('lessons that run in a browser are recorded there', () => {
  expect(lessons.filter((lesson) => !isForNode(lesson) && existsSync(pathOf(lesson)))).toEqual([]);
});
