/**
 * The deadlock as a picture: an arrow from each greenlet to the one it waits for, the cycle in red, and the hub's words.
 */
import type { VNode } from 'preact';
import type { Deadlock, Wait } from '../model/deadlock.ts';
import type { Subject } from '../model/subject.ts';

/** How many greenlets are drawn. */
const MOST = 12;
const WIDTH = 440;
const HEIGHT = 250;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The cycle on a circle at the right, the others in a column at the left. */
function arrange(waits: readonly Wait[]): Map<number, Point> {
  const cycle = waits.filter(({ inCycle }) => inCycle);
  const others = waits.filter(({ inCycle }) => !inCycle);
  const places = new Map<number, Point>();
  const centre = { x: others.length === 0 ? WIDTH / 2 : WIDTH * 0.64, y: HEIGHT / 2 };
  cycle.forEach(({ greenlet }, index) => {
    const angle = Math.PI + (2 * Math.PI * index) / cycle.length;
    places.set(greenlet, { x: centre.x + 100 * Math.cos(angle), y: centre.y + 80 * Math.sin(angle) });
  });
  others.forEach(({ greenlet }, index) => {
    places.set(greenlet, { x: cycle.length === 0 ? WIDTH / 2 : 56, y: (HEIGHT * (index + 0.5)) / others.length });
  });
  return places;
}

/** An arrow from one box to another, bent so that two in opposite directions stand apart. */
function Arrow({ from, to, wait }: { from: Point; to: Point; wait: Wait }): VNode {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
  const bend = wait.inCycle ? 34 : 0;
  const middle = { x: (from.x + to.x) / 2 + along.y * bend * 2, y: (from.y + to.y) / 2 - along.x * bend * 2 };
  const clear = (point: Point, away: Point): Point => {
    const distance = Math.hypot(away.x - point.x, away.y - point.y) || 1;
    // Boxes are wider than high.
    const gap = 22 + 32 * Math.abs((away.x - point.x) / distance);
    return { x: point.x + ((away.x - point.x) / distance) * gap, y: point.y + ((away.y - point.y) / distance) * gap };
  };
  const [start, end] = [clear(from, middle), clear(to, middle)];
  const label = { x: (start.x + 2 * middle.x + end.x) / 4, y: (start.y + 2 * middle.y + end.y) / 4 };
  return (
    <g class={wait.inCycle ? 'edge cycle' : 'edge'}>
      <path
        d={`M${start.x} ${start.y}Q${middle.x} ${middle.y} ${end.x} ${end.y}`}
        marker-end={wait.inCycle ? 'url(#tip-bad)' : 'url(#tip)'}
      />
      <text x={label.x} y={label.y}>
        {wait.object}
      </text>
    </g>
  );
}

/** The picture, and the text of the `LoopExit` below it. */
export function DeadlockView({ subject, deadlock }: { subject: Subject; deadlock: Deadlock }): VNode {
  const waits = deadlock.waits.slice(0, MOST);
  const places = arrange(waits);
  const name = (id: number): string => subject.laneOf(id).name;
  const words = waits.map(({ greenlet, blocker, object }) =>
    blocker === null ? `${name(greenlet)} waits for ${object}` : `${name(greenlet)} waits for ${name(blocker)}`,
  );
  return (
    <div class="deadlock">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`Who waits for whom: ${words.join('; ')}`}>
        <defs>
          {['tip', 'tip-bad'].map((id) => (
            <marker
              key={id}
              id={id}
              class={id}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              orient="auto"
            >
              <path d="M0 0L8 4L0 8z" />
            </marker>
          ))}
        </defs>
        {waits.map((wait) => {
          const from = places.get(wait.greenlet)!;
          const to = wait.blocker === null ? undefined : places.get(wait.blocker);
          if (to !== undefined) return <Arrow key={wait.greenlet} from={from} to={to} wait={wait} />;
          return (
            <text key={wait.greenlet} class="lonely" x={from.x} y={from.y + 28}>
              in {wait.object.slice(0, 20)}
            </text>
          );
        })}
        {waits.map(({ greenlet, inCycle }) => {
          const { x, y } = places.get(greenlet)!;
          return (
            <g key={greenlet} class={inCycle ? 'node cycle' : 'node'} data-colour={subject.laneOf(greenlet).colour}>
              <rect x={x - 50} y={y - 16} width="100" height="32" rx="6" />
              <text x={x} y={y}>
                {name(greenlet).slice(0, 13)}
              </text>
            </g>
          );
        })}
      </svg>
      {deadlock.waits.length > MOST && <p class="more">and {deadlock.waits.length - MOST} more</p>}
      <pre tabIndex={0}>{deadlock.text}</pre>
    </div>
  );
}
