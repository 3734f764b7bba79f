/**
 * Links that may block: each runs in a raw greenlet of its own.
 *
 * gevent: `SpawnedLink`.
 */
import type { Hub } from '../hub/hub.ts';
import { WrappedTarget } from '../hub/linkable.ts';
import { RawGreenlet } from './raw-greenlet.ts';

/** A greenlet as its links see it. */
interface Source {
  readonly loop: Hub;
  successful(): boolean;
}

/** Calls a user's link in a raw greenlet of its own, so that it may block. */
export class SpawnedLink extends WrappedTarget {
  readonly callback: (greenlet: never) => unknown;
  private readonly when: 'always' | 'success' | 'failure';

  constructor(callback: (greenlet: never) => unknown, when: 'always' | 'success' | 'failure') {
    super();
    this.callback = callback;
    this.when = when;
  }

  notify(source: Source): void {
    if (this.when !== 'always' && (this.when === 'success') !== source.successful()) return;
    // At once, as gevent does: the next link is called when it has ended or waits.
    new RawGreenlet(source.loop, this.callback, [source], [this.callback, source]).startAtOnce();
  }
}
