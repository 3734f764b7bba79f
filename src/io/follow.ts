/**
 * Following greenlets into promise code: a library that a greenlet calls makes its own calls later, when no greenlet is
 * running. Each step of a greenlet has a store of an `AsyncLocalStorage` of its own, the trail, so that such a call is noted
 * there.
 *
 * The hub has the seam for that: with `hub.context` each greenlet that starts gets what `host.captureContext()` gives,
 * and is resumed in it.
 */
import { getHub, type Hub } from '../hub/hub.ts';
import type { AsyncContext, Host } from '../hub/host.ts';
import type { Loop } from '../hub/loop.ts';
import { Greenlet } from '../greenlet/greenlet.ts';
import { registry } from './registry.ts';
import { StepTrail, Track, watchUnfollowed } from './trail.ts';

/** The context of one greenlet: its spawner's, with a new trail in each step. */
class TrackContext implements AsyncContext {
  private readonly track: Track;
  private readonly inner: AsyncContext;

  constructor(track: Track, inner: AsyncContext) {
    this.track = track;
    this.inner = inner;
  }

  run(action: () => void): void {
    this.inner.run(() => registry.storage.run(new StepTrail(this.track), action));
  }
}

/** That of the greenlet that is being started. */
let newest: Track | null = null;
let following = false;

/** The hosts that capture trails, with what they did before; and the hubs that we have told to capture. */
const hosts = new Map<Host, PropertyDescriptor | undefined>();
let hubs: WeakRef<Loop>[] = [];

function ownTrailOfNewest(greenlet: Greenlet<unknown>): void {
  if (newest !== null) newest.owner = greenlet;
  newest = null;
}

function followHub(loop: Loop): void {
  const { host } = loop;
  // oxlint-disable-next-line unbound-method -- it is called with its host
  const capture = host.captureContext;
  if (capture === undefined) return;
  if (!hosts.has(host)) {
    hosts.set(host, Object.getOwnPropertyDescriptor(host, 'captureContext'));
    host.captureContext = () => {
      newest = new Track(null);
      return new TrackContext(newest, capture.call(host));
    };
  }
  if (!loop.context) {
    hubs.push(new WeakRef(loop));
    loop.context = true;
  }
}

/**
 * Follow the greenlets that start from now on: those of this hub, and of any other hub once a patched function has been
 * called in it.
 */
export function follow(): void {
  const hub: Hub = getHub();
  if (!following) {
    following = true;
    Greenlet.addSpawnCallback(ownTrailOfNewest);
    watchUnfollowed((greenlet) => followHub(greenlet.loop));
  }
  followHub(hub);
}

/** Follow no more: greenlets that run keep their context, new ones get none. */
export function unfollow(): void {
  if (!following) return;
  following = false;
  newest = null;
  Greenlet.removeSpawnCallback(ownTrailOfNewest);
  watchUnfollowed(null);
  for (const [host, before] of hosts) {
    if (before === undefined) delete host.captureContext;
    else Object.defineProperty(host, 'captureContext', before);
  }
  hosts.clear();
  for (const reference of hubs) {
    const loop = reference.deref();
    if (loop !== undefined) loop.context = false;
  }
  hubs = [];
}
