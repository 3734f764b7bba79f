/**
 * The greenlets of a hub as a tree: who spawned whom, what each waits for and where.
 *
 * gevent: `gevent.util.GreenletTree`, `print_run_info`.
 */
import { Greenlet } from '../greenlet/greenlet.ts';
import { getHub, type Hub } from '../hub/hub.ts';
import type { Runnable } from '../hub/runnable.ts';

/** One greenlet and those it has spawned that still live. */
export class GreenletTree {
  /** Whose tree it is. */
  readonly greenlet: Runnable;
  /** The trees of those it has spawned, oldest first. */
  readonly children: readonly GreenletTree[];

  /** @internal Use `forest`. */
  constructor(greenlet: Runnable, children: readonly GreenletTree[]) {
    this.greenlet = greenlet;
    this.children = children;
  }

  /**
   * The trees of all greenlets of `hub` that live, oldest first. gevent: `GreenletTree.forest`.
   *
   * @param hub the current one by default
   */
  static forest(hub: Hub = getHub()): GreenletTree[] {
    const live = hub.greenlets();
    const spawned = new Map<Runnable | null, Runnable[]>();
    for (const greenlet of live) {
      const spawner = greenlet instanceof Greenlet ? greenlet.spawningGreenlet : null;
      const parent = spawner !== null && !spawner.dead ? spawner : null;
      const siblings = spawned.get(parent);
      if (siblings === undefined) spawned.set(parent, [greenlet]);
      else siblings.push(greenlet);
    }
    const grow = (greenlet: Runnable): GreenletTree =>
      new GreenletTree(greenlet, (spawned.get(greenlet) ?? []).map(grow));
    return (spawned.get(null) ?? []).map(grow);
  }

  /** The lines of the tree: name, what it waits for, where, and where it was spawned. */
  formatLines(): string[] {
    const { greenlet } = this;
    const waiting = greenlet.waitingFor();
    const place = greenlet.place();
    const site = greenlet instanceof Greenlet ? greenlet.site : null;
    const own = [
      `${greenlet.name}: ${waiting === null ? 'ready' : `waits in ${waiting}`}${place ? ` at ${place}` : ''}`,
    ];
    if (site !== null) own.push(`  spawned ${site}`);
    const below = this.children.flatMap((child) => {
      const [first, ...rest] = child.formatLines();
      return [`+-- ${first}`, ...rest.map((line) => `|   ${line}`)];
    });
    return [...own, ...below];
  }

  /** The tree as text. gevent: `format`. */
  toString(): string {
    return this.formatLines().join('\n');
  }
}

/**
 * What the greenlets of `hub` are doing, as text.
 *
 * @param hub the current one by default
 *
 * gevent: `gevent.util.format_run_info`.
 */
export function formatRunInfo(hub: Hub = getHub()): string[] {
  const { ready, timers, outside } = hub.pending;
  return [
    `${hub.greenlets().length} greenlets, ${ready} ready entries, ${timers} timers, ${outside} outside waits`,
    ...GreenletTree.forest(hub).flatMap((tree) => tree.formatLines()),
  ];
}

/**
 * Print what the greenlets of `hub` are doing, to standard error.
 *
 * gevent: `gevent.util.print_run_info`.
 */
export function printRunInfo(hub: Hub = getHub()): void {
  hub.host.print(formatRunInfo(hub).join('\n'));
}
