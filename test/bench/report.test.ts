/** The report: which rows it refuses, and what its page says of those that it takes. */
import { describe, expect, test } from 'vitest';
import { pageOf } from '../../bench/report/page.ts';
import { rowsAmong } from '../../bench/report/rows.ts';
import type { Row } from '../../bench/workload.ts';
import { drawingTools } from './drawing.ts';
import { points, row } from './rows.ts';

describe('a row that makes no sense is named', () => {
  const { flags: _flags, ...withoutFlags } = row('floor', 20);

  test.each<[what: string, value: unknown, message: RegExp]>([
    ['no object', 7, /row 2 .*: 7 is no object/],
    [
      'another workload',
      row('floor', 20, { workload: 'swich' }),
      /row 2 \(workload "swich".*no workload 'swich'; there are switch, /,
    ],
    ['another subject', row('flor', 20), /row 2 .*subject "flor".*no subject 'flor'; there are floor; greenlets; /],
    ['another unit', { ...row('floor', 20), unit: 's' }, /row 2 .*no unit 's'; there are ns, ms, B, req\/s/],
    ['a text for a number', { ...row('floor', 20), median: '20' }, /row 2 .*median must be a finite number, not "20"/],
    ['no number', { ...row('floor', 20), max: null }, /row 2 .*max must be a finite number, not null/],
    ['nothing', withoutFlags, /row 2 .*flags must be a string, not missing/],
    [
      'a median beyond the greatest',
      row('floor', 20, { max: 19 }),
      /row 2 .*median 20 is not between min 20 and max 19/,
    ],
    ['half a run', row('floor', 20, { runs: 0.5 }), /row 2 .*runs must be a whole number of at least 1, not 0.5/],
    ['the same again', row('greenlets', 41), /row 2 .*subject "greenlets".*such a row in "ns" already/],
  ])('%s', (_what, value, message) => {
    expect(() => rowsAmong([row('greenlets', 40), value], 'new.json')).toThrow(message);
    expect(() => rowsAmong([row('greenlets', 40), value], 'new.json')).toThrow(/^new\.json: /);
  });

  test('no array', () => {
    expect(() => rowsAmong({ rows: [] }, 'new.json')).toThrow('new.json: there is no array of rows in it');
  });
});

const tools = await drawingTools();

describe.skipIf(tools === null)('the page', () => {
  const rows: Row[] = [
    row('floor', 20),
    row('greenlets', 45, { min: 41, max: 52 }),
    row('native await', 50),
    row('effection', 500, { flags: '--expose-gc effection 4.1.1' }),
    ...points('greenlets', { 1000: 400, 1_000_000: 800 }),
  ];
  const page = tools === null ? '' : pageOf({ machine: '2 x <some> processor', rows }, tools);

  /** The text of the page, as one line. */
  const text = page
    .replace(/<style>[^]*?<\/style>|<svg[^]*?<\/svg>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

  test('names the machine, the Node and its flags', () => {
    expect(page).toContain(
      '2 x &#60;some&#62; processor, Node v20.20.2 <code>--max-semi-space-size=16 --expose-gc, --expose-gc</code>',
    );
  });

  test('has for each subject its median, least, greatest, ratio and memory', () => {
    expect(text).toContain('greenlets yield* sleep(0) 45.0 ns 41.0 – 52.0 0.90 64 MB');
  });

  test('says what a row does and does not do, of how much, and what ran it', () => {
    expect(text).toContain(
      'its sleep(0) is a timer; lets nothing else in; of 40,000 operations a sample; effection 4.1.1',
    );
  });

  test('holds the targets against what was measured', () => {
    expect(text).toContain('✓ met by 10 % greenlets / native await: at most 1.00; measured 0.90');
    expect(text).toContain('✗ missed by 13 % greenlets / floor: at most 2.00; measured 2.25');
    expect(text).toContain(
      'not judged greenlets / Go, 1 thread: at most 0.60; measured Go, 1 thread has not been measured',
    );
    expect(text).toContain('Targets: 1 of 3 met');
  });

  test('has a curve for the points of a workload', () => {
    expect(text).toContain('n coroutines that wait for one event');
    expect(text).toContain('1,000 400 ns 200 – 800 1,000,000 800 ns 400 – 1600');
  });

  test('asks nothing of the net', () => {
    expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /https?:|url\(|@import|<script|<link| src=/,
    );
    expect([...page.matchAll(/href="([^"]*)"/g)].filter(([, target]) => !target!.startsWith('#'))).toEqual([]);
  });

  test('every identifier is there once, and every reference leads to one', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]!);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...page.matchAll(/(?:href="#|aria-labelledby=")([^"]*)"/g)].flatMap((match) =>
      match[1]!.split(' '),
    );
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });
});
