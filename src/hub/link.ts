/**
 * A doubly linked ring of waiters, threaded through the waiters themselves.
 *
 * Whoever waits stands in a list until it is woken, killed or timed out; with the list inside the waiters, each of the
 * three costs the same however many others wait, and nothing is allocated.
 */

/** Something that stands in a list of waiters and is told when its turn has come. */
export interface Link {
  /** The neighbour before, itself if it is alone, null if it stands in no list or in many. */
  before: Link | null;
  /** The neighbour after, itself if it is alone, null if it stands in no list. */
  after: Link | null;
  /** Called from the hub; may run a greenlet up to its next block. */
  notify(source: unknown): void;
}

/**
 * A link that stands in many lists at once, alone in each: for one wait on thousands of objects. Before another link is
 * added to such a list, `separate` gives one for that list only.
 */
export abstract class SharedLink implements Link {
  before: Link | null;
  after: Link | null;

  constructor() {
    // Which tells it from all others at the cost of a look.
    this.before = null;
    this.after = this;
  }

  abstract notify(source: unknown): void;
  /** A link of its own for the list of `source`. */
  abstract separate(source: unknown): Link;
}

/** Whether `link` stands in many lists. */
export function isShared(link: Link): link is SharedLink {
  return link.before === null && link.after === link;
}

/** The last of those that stand in the list that starts at `first`. */
export function lastOf(first: Link): Link {
  return first.before ?? first;
}

/** Put `link` at the end of the list that starts at `first`; returns the first of the longer list. */
export function append(first: Link | null, link: Link): Link {
  if (first === null) {
    link.before = link;
    link.after = link;
    return link;
  }
  const last = first.before!;
  last.after = link;
  link.before = last;
  link.after = first;
  first.before = link;
  return first;
}

/** Take `link` out of the list that starts at `first`; returns the first of the shorter list. */
export function remove(first: Link | null, link: Link): Link | null {
  const after = link.after;
  if (after === null) return first;
  const { before } = link;
  if (before === null) return first === link ? null : first;
  link.before = null;
  link.after = null;
  if (after === link) return null;
  before.after = after;
  after.before = before;
  return first === link ? after : first;
}

/** How many stand in the list that starts at `first`. */
export function count(first: Link | null): number {
  if (first === null) return 0;
  let size = 1;
  for (let link = first.after!; link !== first; link = link.after!) size++;
  return size;
}

/** The members of the list that starts at `first`, in order. */
export function toArray(first: Link | null): Link[] {
  const links: Link[] = [];
  if (first === null) return links;
  let link = first;
  do {
    links.push(link);
    link = link.after!;
  } while (link !== first);
  return links;
}
