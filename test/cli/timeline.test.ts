import { describe, expect, test } from 'vitest';
import { plain } from '../../src/cli/paint.ts';
import { drawTimeline } from '../../src/cli/timeline.ts';
import type { Lane, Stretch } from '../../src/trace/index.ts';

type Part = readonly [phase: Stretch['phase'], from: number, to: number, on?: string];

/** A lane; what the drawing does not look at is left empty. */
function lane(id: number, parts: readonly Part[], ended: number | null): Lane {
  return {
    greenlet: { id, name: `Greenlet-${id}`, body: null, parent: null },
    stretches: parts.map(([phase, from, to, on = '']) => ({ phase, from, to, on, first: 0, last: 0, place: null })),
    ended: ended === null ? null : { phase: 'done', index: 0, time: ended, outcome: '' },
  };
}

/** Two greenlets in 100 ms: one gets its answer, one waits for something else and is killed. */
const LANES: readonly Lane[] = [
  lane(
    1,
    [
      ['ready', 0, 10],
      ['running', 10, 12],
      ['waiting', 12, 50, 'GET http://origin/'],
      ['running', 50, 51],
    ],
    51,
  ),
  lane(
    2,
    [
      ['ready', 0, 20],
      ['running', 20, 20],
      ['waiting', 20, 99, 'sleep'],
      ['running', 99, 100],
    ],
    100,
  ),
];

function draw(lanes: readonly Lane[], columns: number): string[] {
  return drawTimeline({
    lanes,
    columns,
    paint: plain,
    waitName: (on) => on.replace(/^GET .*/, 'its answer'),
    text: ({ greenlet: { id } }) => ({
      label: `#${id}`,
      mark: id === 1 ? '✓' : '✗',
      style: 'green',
      note: `note ${id}`,
    }),
  });
}

describe('drawing', () => {
  // The rule, at 10 ms a column: time t is in column t / 10, rounded down, the last moment in the last column; ready,
  // then waiting, then running, then the end are drawn one over the other, first and last column included.
  test('10 columns of 10 ms', () => {
    expect(draw(LANES, 10).slice(1, 3)).toEqual(['#1  ·█───✓      note 1', '#2  ··█╌╌╌╌╌╌✗  note 2']);
  });

  test('2 columns of 50 ms: running is shown however short it was', () => {
    expect(draw(LANES, 2).slice(1, 3)).toEqual(['#1  █✓  note 1', '#2  █✗  note 2']);
  });

  test('nothing is drawn before a delayed start', () => {
    const late: readonly Part[] = [
      ['pending', 0, 50],
      ['running', 50, 60],
    ];
    expect(draw([lane(1, late, null), ...LANES.slice(1)], 10)[1]).toBe('#1       ██     note 1');
  });

  test('the legend names what is waited for, each sort once', () => {
    expect(draw(LANES, 10).at(-1)?.trim()).toBe('· is ready   █ runs   ─ waits for its answer   ╌ waits for sleep');
  });

  test('the axis has round places, each written from its column on', () => {
    // 100 ms in 60 columns; labels at least 12 columns apart: every 20 ms.
    expect(draw(LANES, 60)[0]).toBe('    0 ms        20          40          60          80');
  });

  test('moments at one and the same time make one column', () => {
    const lanes = [
      lane(
        1,
        [
          ['ready', 5, 5],
          ['running', 5, 5],
        ],
        5,
      ),
    ];
    expect(draw(lanes, 4)[1]).toBe('#1  ✓     note 1');
  });
});
