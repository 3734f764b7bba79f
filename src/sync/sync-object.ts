/**
 * The base of the synchronisation primitives: when links are called, and what a wait during a notification does.
 *
 * A notification calls the links that stood there when it began. Those who begin to wait while it is queued or under way,
 * although the object is ready, are called after them, so that nobody who waits again and again overtakes the others.
 *
 * gevent: `AbstractLinkable`.
 */
import { LinkWait } from '../greenlet/link-wait.ts';
import type { TimeLimit } from '../greenlet/timed-wait.ts';
import { lastOf, type Link } from '../hub/link.ts';
import { Linkable, targetOf } from '../hub/linkable.ts';
import type { Runnable } from '../hub/runnable.ts';

/** What has links and tells them when it is ready. */
export abstract class SyncObject extends Linkable {
  /** Those who began to wait during a notification although this was ready. */
  private late: Link[] | null;
  /** Whether a notification is queued or under way. */
  private notifying: boolean;
  /** Whether the notification is under way. */
  private calling: boolean;
  /** How many of its entries in the run queue were taken back. */
  private stale: number;

  constructor() {
    super();
    this.late = null;
    this.notifying = false;
    this.calling = false;
    this.stale = 0;
  }

  /** Whether a notification calls all links, or only as long as this is ready. */
  protected get notifiesAll(): boolean {
    return true;
  }

  /** @internal Whether a wait has to go behind the notification that is queued or under way. */
  get isNotifying(): boolean {
    return this.notifying;
  }

  protected linked(): void {
    this.notifyWhenReady();
  }

  /** Queue one notification if this is ready, has links and has none queued. */
  protected notifyWhenReady(): void {
    if (this.links === null || this.notifying || !this.ready()) return;
    this.notifying = true;
    this.loop!.schedule(this);
  }

  /** @internal Wait behind the notification. */
  enlistLate(link: Link): void {
    (this.late ??= []).push(link);
  }

  /** @internal Take out a waiter, in whichever list it stands. */
  override delist(link: Link): void {
    if (link.after !== null) {
      super.delist(link);
      this.takeBackNotification();
      return;
    }
    const index = this.late?.indexOf(link) ?? -1;
    if (index >= 0) this.late!.splice(index, 1);
  }

  /** Without anybody left to tell, a queued notification is off: a later one has its own place in the run queue. */
  private takeBackNotification(): void {
    if (!this.notifying || this.calling || this.links !== null) return;
    if (this.late !== null && this.late.length !== 0) return;
    this.notifying = false;
    this.stale++;
  }

  /** @internal The notification. */
  execute(): void {
    if (this.stale !== 0) {
      this.stale--;
      return;
    }
    this.calling = true;
    this.callLinks();
    if (this.late !== null) this.callLate(this.late);
    this.calling = false;
    this.notifying = false;
    this.notifyWhenReady();
  }

  /** Call the links up to the one that is the last now. */
  private callLinks(): void {
    if (this.links === null) return;
    const last = lastOf(this.links);
    let seen: Set<unknown> | null = null;
    while (this.links !== null && (this.notifiesAll || this.ready())) {
      const link = this.links;
      super.delist(link);
      const target = targetOf(link);
      // A function that is linked twice is called once, as in gevent.
      if (target === link) this.call(link);
      else if (!(seen ??= new Set()).has(target)) {
        seen.add(target);
        this.call(link);
      }
      if (link === last) return;
    }
  }

  /** Call those who came late, up to the one that is the last now; who comes even later waits for the next round. */
  private callLate(late: Link[]): void {
    const last = late.at(-1);
    while (late.length !== 0 && (this.notifiesAll || this.ready())) {
      const link = late.shift()!;
      this.call(link);
      if (link === last) break;
    }
    this.late = null;
    for (const link of late) this.append(link);
  }
}

/** A wait that goes behind a notification under way, even if its object is ready. */
export abstract class PatientWait<T, S extends SyncObject> extends LinkWait<T, S> {
  /** What it gives if the object was ready at the start. */
  private early: { value: T } | null;

  constructor(subject: S, limit: TimeLimit) {
    super(subject, limit);
    this.early = null;
  }

  /** The result if the object is ready at the start. */
  protected abstract whenReady(): T;

  protected attempt(): boolean {
    if (!this.subject.ready()) return false;
    this.early = { value: this.whenReady() };
    return !this.subject.isNotifying;
  }

  protected override enlist(greenlet: Runnable): void {
    this.subject.bind(greenlet.loop);
    if (this.early !== null) this.subject.enlistLate(this);
    else super.enlist(greenlet);
  }

  protected override complete(value: unknown): T {
    return this.early !== null ? this.early.value : super.complete(value);
  }
}
