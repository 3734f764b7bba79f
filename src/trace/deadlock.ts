/**
 * The wait-for graph: who waits for whom, drawn as a tree from those nobody waits for down to those to blame.
 */
import { getHub, type Hub } from '../hub/hub.ts';
import { Runnable } from '../hub/runnable.ts';

/** Whoever would have to act so that `greenlet` goes on: those it joins, or the owner of the lock it waits for. */
function blockersOf(greenlet: Runnable): Runnable[] {
  const subject = greenlet.waitingOn();
  if (typeof subject !== 'object' || subject === null) return [];
  const candidates: unknown[] = Array.isArray(subject)
    ? subject
    : [subject instanceof Runnable ? subject : Reflect.get(subject, 'owner')];
  return candidates.filter((one): one is Runnable => one instanceof Runnable && !one.dead);
}

/** Draws the graph, each greenlet once. */
class Drawing {
  readonly lines: string[];
  private readonly drawn: Set<Runnable>;
  /** Those between the root and where the drawing is. */
  private readonly path: Set<Runnable>;

  constructor() {
    this.lines = [];
    this.drawn = new Set();
    this.path = new Set();
  }

  add(greenlet: Runnable, first: string, rest: string): void {
    if (this.path.has(greenlet)) {
      this.lines.push(`${first}↻ ${greenlet.name}: they wait for each other`);
      return;
    }
    if (this.drawn.has(greenlet)) {
      this.lines.push(`${first}${greenlet.name}, see above`);
      return;
    }
    this.drawn.add(greenlet);
    this.path.add(greenlet);
    const waiting = greenlet.waitingFor();
    const place = greenlet.place();
    const state = waiting === null ? 'is ready' : `waits in ${waiting}`;
    this.lines.push(`${first}${greenlet.name} ${state}${place === null ? '' : ` at ${place}`}`);
    const blockers = blockersOf(greenlet);
    for (const [index, blocker] of blockers.entries()) {
      const isLast = index === blockers.length - 1;
      this.add(blocker, `${rest}${isLast ? '└── ' : '├── '}`, `${rest}${isLast ? '    ' : '│   '}`);
    }
    this.path.delete(greenlet);
  }

  /** Draw it as the root of a tree, if it is not drawn yet. */
  addRoot(greenlet: Runnable): void {
    if (!this.drawn.has(greenlet)) this.add(greenlet, '', '');
  }
}

/**
 * Who waits for whom in `hub`, as a drawing: below each greenlet stand those it waits for, and a circle is marked.
 *
 * ```text
 * MainGreenlet waits in joinall at dinner.ts:20:10
 * └── ann waits in acquire of an RLock at dinner.ts:8:14
 *     └── bob waits in acquire of an RLock at dinner.ts:8:14
 *         └── ↻ ann: they wait for each other
 * ```
 *
 * @param hub the current one by default
 * @returns its lines; none if nobody waits
 *
 * gevent has no counterpart.
 */
export function formatDeadlock(hub: Hub = getHub()): string[] {
  const waiting = hub.greenlets().filter((greenlet) => greenlet.waitingFor() !== null);
  const awaited = new Set(waiting.flatMap(blockersOf));
  const drawing = new Drawing();
  for (const greenlet of waiting) if (!awaited.has(greenlet)) drawing.addRoot(greenlet);
  // What is left are circles nobody outside waits for.
  for (const greenlet of waiting) drawing.addRoot(greenlet);
  return drawing.lines;
}
