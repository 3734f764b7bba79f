/**
 * The one protocol of everything that can be waited for: `ready`, `rawlink`, `unlink`.
 *
 * `wait`, `joinall`, an `AsyncResult` as a link, `Group` and `Pool` rest on nothing else. Links are called in the order
 * they were added, from the hub, in one entry of the run queue; a link that resumes a greenlet runs it up to its next
 * block before the next link is called. A joiner is a link like any other.
 *
 * gevent: `AbstractLinkable`, and the second copy of it inside `Greenlet`.
 */
import { ConcurrentObjectUseError, wrongHub } from './errors.ts';
import { append, count, isShared, type Link, remove, type SharedLink } from './link.ts';
import { currentLoop, type Loop } from './loop.ts';
import type { Entry } from './run-queue.ts';
import { hasMethod, show } from './validate.ts';

/** A function called with the object it was linked to, or an object that is told by `notify`, as an `AsyncResult` is. */
export type LinkTarget<S> =
  | ((source: S) => void)
  | {
      /** Called with the object it was linked to, from the hub. */
      notify(source: S): void;
    };

/** A link target that stands for a function of the user's: `unlink` takes that function. */
export abstract class WrappedTarget {
  abstract readonly callback: unknown;
  abstract notify(source: never): void;
}

/** A link that calls a user's function. */
class CallbackLink implements Link {
  before: Link | null;
  after: Link | null;
  readonly target: LinkTarget<never>;

  constructor(target: LinkTarget<never>) {
    this.before = null;
    this.after = null;
    this.target = target;
  }

  notify(source: unknown): void {
    if (typeof this.target === 'function') this.target(source as never);
    else this.target.notify(source as never);
  }
}

/** What the user gave to make this link; the link itself if it is a waiter. */
export function targetOf(link: Link): unknown {
  if (!(link instanceof CallbackLink)) return link;
  const { target } = link;
  return target instanceof WrappedTarget ? target.callback : target;
}

/** Refuse what cannot be linked. */
export function checkLinkTarget(target: unknown, name: string): void {
  if (typeof target === 'function' || hasMethod(target, 'notify')) return;
  throw new TypeError(`${name} must be a function or have a notify method: received ${show(target)}`);
}

/** Something that can be waited for. */
export interface Waitable {
  /** Whether a wait for it would return at once. */
  ready(): boolean;
  /** Have `target` called, from the hub and once, when this is ready. */
  rawlink(target: LinkTarget<this>): void;
  /** Take a link back. */
  unlink(target: LinkTarget<this>): void;
}

/** The base of everything that can be waited for. */
export abstract class Linkable implements Waitable, Entry {
  /** @internal The loop its links are called from; taken from whoever links first. */
  loop: Loop | null;
  /** @internal The first of its links. */
  links: Link | null;

  constructor() {
    this.loop = null;
    this.links = null;
  }

  abstract ready(): boolean;

  /**
   * Have `target` called with this object when it is ready: from the hub, once, in the order of linking. It must not
   * block; an error in it is reported with the context `[target, this]`. If this is ready already, the call is queued
   * all the same and never made at once.
   *
   * gevent: `rawlink`.
   */
  rawlink(target: LinkTarget<this>): void {
    checkLinkTarget(target, 'target');
    this.loop ??= currentLoop();
    this.enlist(new CallbackLink(target));
  }

  /**
   * Take back the oldest link to `target`; nothing happens if there is none.
   *
   * gevent: `unlink`.
   */
  unlink(target: LinkTarget<this>): void {
    const first = this.links;
    if (first === null) return;
    let link = first;
    do {
      if (targetOf(link) === target) {
        this.delist(link);
        return;
      }
      link = link.after!;
    } while (link !== first);
  }

  /** How many links and waiters there are. gevent: `linkcount`. */
  linkcount(): number {
    return count(this.links);
  }

  /** @internal Add a link at the end; if this is ready, a notification is queued. */
  enlist(link: Link): void {
    const isFirst = this.links === null;
    this.append(link);
    this.linked(isFirst);
  }

  /** @internal Like `enlist`, for a link that stands in many lists: alone as it is, else by one of its own. */
  enlistShared(link: SharedLink): void {
    const isFirst = this.links === null;
    if (isFirst) this.links = link;
    else this.append(link.separate(this));
    this.linked(isFirst);
  }

  /** A link was added, the first or one more: if this is ready, a notification is to be queued unless one is. */
  protected abstract linked(isFirst: boolean): void;

  /** Add a link at the end and leave it at that. */
  protected append(link: Link): void {
    if (this.links !== null && isShared(this.links)) this.links = append(null, this.links.separate(this));
    if (link.after !== null) throw new ConcurrentObjectUseError('a link can stand in one list at a time');
    this.links = append(this.links, link);
  }

  /** @internal Take a link out. */
  delist(link: Link): void {
    this.links = remove(this.links, link);
  }

  /** @internal Make `loop` the one that links are called from. */
  bind(loop: Loop): void {
    if (this.loop === loop) return;
    if (this.loop !== null && this.links !== null) throw wrongHub(show(this));
    this.loop = loop;
  }

  /** @internal The notification. */
  abstract execute(): void;

  /** Call a link; what it throws is reported, and the others are called all the same. */
  protected call(link: Link): void {
    try {
      link.notify(this);
    } catch (error) {
      this.loop!.reportError([targetOf(link), this], error);
    }
  }
}
