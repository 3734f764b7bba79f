/**
 * The texts and exercises of the lessons keep to what lessons/README.md says.
 */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lessons, missing, output, root } from './lessons.ts';

/** The topics of the well-known gevent tutorial, each with the lesson that is about it. */
const SYLLABUS: Readonly<Record<string, string>> = {
  'synchronous and asynchronous': 'Waiting together',
  determinism: 'The same every time',
  spawning: 'Ways to begin',
  state: 'What a greenlet knows about itself',
  shutdown: 'The end of the program',
  timeouts: 'Not longer than that',
  patching: "Other people's waiting",
  events: 'Events',
  queues: 'Queues',
  'groups and pools': 'Pools',
  locks: 'Two boats',
  locals: 'A value for each greenlet',
  subprocess: 'Subprocesses',
  actors: 'Actors',
  servers: 'Servers',
  'long polling': 'Long polling',
  WebSockets: 'WebSockets',
  chat: 'A chat',
};

describe.each(lessons)('$slug', (lesson) => {
  const { slug, text, exercise } = lesson;

  it('has a text with its title, and no more than 250 words', () => {
    const [heading, ...rest] = text.split('\n');
    expect(heading).toBe(`# ${lesson.title}`);
    expect(rest.filter((line) => line.startsWith('# '))).toEqual([]);
    expect(text.split(/\s+/).length).toBeLessThanOrEqual(250);
  });

  it('has an exercise whose answer is a part of the output', () => {
    expect(exercise.answer.length).toBeGreaterThan(2);
    expect(`\n${output(lesson)}`).toContain(`\n${exercise.answer.join('\n')}\n`);
  });

  it('has an output of its own only if that is different, and says why', () => {
    expect(lesson.own).not.toBe(lesson.gevent);
    expect(lesson.differs !== undefined).toBe(lesson.own !== null);
  });

  it('has its program in both languages', () => {
    expect(existsSync(`${root}examples/lessons/${slug}.ts`)).toBe(true);
    expect(existsSync(`${root}examples/lessons/${slug}.py`)).toBe(true);
  });
});

describe('the lessons', () => {
  it('have one home: no program without a lesson', () => {
    const programs = readdirSync(`${root}examples/lessons`).map((file) => file.replace(/\.(ts|py)$/, ''));
    expect(new Set(programs)).toEqual(new Set(lessons.map(({ slug }) => slug)));
  });

  it('cover the syllabus, with those that are missing', () => {
    const titles = new Set([...lessons, ...missing].map(({ title }) => title));
    expect(Object.entries(SYLLABUS).filter(([, title]) => !titles.has(title))).toEqual([]);
  });

  it('of one section follow each other', () => {
    const sections = lessons.map(({ section }) => section);
    const changes = sections.filter((section, index) => section !== sections[index - 1]);
    expect(changes).toEqual([...new Set(sections)]);
  });

  it('that are missing say what they need', () => {
    for (const { needs } of missing) expect(needs).not.toBe('');
  });
});
