import { describe, expect, test } from 'vitest';
import { plain } from '../../src/cli/paint.ts';
import { drawTimeline, type Lane, lanesOf, type Moment } from '../../src/cli/timeline.ts';

function moment(id: number, time: number, kind: Moment['kind'], on = ''): Moment {
  return { id, time, kind, on };
}

/** Two greenlets in 100 ms: one gets its answer, one waits for something else and is killed. */
const MOMENTS: readonly Moment[] = [
  moment(1, 0, 'spawn'),
  moment(2, 0, 'spawn'),
  moment(1, 10, 'switch-in'),
  moment(1, 12, 'switch-out', 'GET http://origin/'),
  moment(2, 20, 'switch-in'),
  moment(2, 20, 'switch-out', 'sleep'),
  moment(1, 50, 'switch-in'),
  moment(1, 51, 'end'),
  moment(2, 99, 'throw'),
  moment(2, 99, 'switch-in'),
  moment(2, 100, 'error'),
];

function draw(lanes: readonly Lane[], columns: number): string[] {
  return drawTimeline({
    lanes,
    columns,
    paint: plain,
    waitName: (on) => on.replace(/^GET .*/, 'its answer'),
    text: ({ id }) => ({ label: `#${id}`, mark: id === 1 ? '✓' : '✗', style: 'green', note: `note ${id}` }),
  });
}

describe('lanes', () => {
  test('each greenlet is ready from its spawn, runs from each switch in, waits from each switch out', () => {
    expect(lanesOf(MOMENTS)).toEqual([
      {
        id: 1,
        ended: 51,
        stretches: [
          { state: 'ready', from: 0, to: 10, on: '' },
          { state: 'running', from: 10, to: 12, on: '' },
          { state: 'waiting', from: 12, to: 50, on: 'GET http://origin/' },
          { state: 'running', from: 50, to: 51, on: '' },
        ],
      },
      {
        id: 2,
        ended: 100,
        stretches: [
          { state: 'ready', from: 0, to: 20, on: '' },
          { state: 'running', from: 20, to: 20, on: '' },
          { state: 'waiting', from: 20, to: 99, on: 'sleep' },
          { state: 'running', from: 99, to: 100, on: '' },
        ],
      },
    ]);
  });

  test('a greenlet that has not ended has no end', () => {
    expect(lanesOf(MOMENTS.slice(0, 4)).map(({ ended }) => ended)).toEqual([null, null]);
  });
});

describe('drawing', () => {
  // The rule, at 10 ms a column: time t is in column t / 10, rounded down, the last moment in the last column; ready,
  // then waiting, then running, then the end are drawn one over the other, first and last column included.
  test('10 columns of 10 ms', () => {
    expect(draw(lanesOf(MOMENTS), 10).slice(1, 3)).toEqual(['#1  ·█───✓      note 1', '#2  ··█╌╌╌╌╌╌✗  note 2']);
  });

  test('2 columns of 50 ms: running is shown however short it was', () => {
    expect(draw(lanesOf(MOMENTS), 2).slice(1, 3)).toEqual(['#1  █✓  note 1', '#2  █✗  note 2']);
  });

  test('the legend names what is waited for, each sort once', () => {
    expect(draw(lanesOf(MOMENTS), 10).at(-1)?.trim()).toBe(
      '· is ready   █ runs   ─ waits for its answer   ╌ waits for sleep',
    );
  });

  test('the axis has round places, each written from its column on', () => {
    // 100 ms in 60 columns; labels at least 12 columns apart: every 20 ms.
    expect(draw(lanesOf(MOMENTS), 60)[0]).toBe('    0 ms        20          40          60          80');
  });

  test('moments at one and the same time make one column', () => {
    const lanes = lanesOf([moment(1, 5, 'spawn'), moment(1, 5, 'switch-in'), moment(1, 5, 'end')]);
    expect(draw(lanes, 4)[1]).toBe('#1  ✓     note 1');
  });
});
