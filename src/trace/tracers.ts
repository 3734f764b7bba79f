/**
 * Several tracers of one hub, each added and removed by somebody else.
 */
import type { Hub } from '../hub/hub.ts';
import type { HubTraceKind, Traced, TraceKind, Tracer } from '../hub/tracer.ts';

/** Passes everything on to each of its tracers, in the order in which they were added. */
class TracerList implements Tracer {
  readonly tracers: readonly Tracer[];

  constructor(tracers: readonly Tracer[]) {
    this.tracers = tracers;
  }

  event(kind: TraceKind, greenlet: Traced, time: number, detail: unknown): void {
    for (const tracer of this.tracers) tracer.event(kind, greenlet, time, detail);
  }

  hubEvent(kind: HubTraceKind, subject: object, time: number): void {
    for (const tracer of this.tracers) tracer.hubEvent?.(kind, subject, time);
  }
}

function tracersOf({ tracer }: Hub): readonly Tracer[] {
  if (tracer === null) return [];
  return tracer instanceof TracerList ? tracer.tracers : [tracer];
}

function setTracers(hub: Hub, tracers: readonly Tracer[]): void {
  hub.tracer = tracers.length > 1 ? new TracerList(tracers) : (tracers[0] ?? null);
}

/**
 * Have `tracer` listen to `hub`, beside those that do already.
 *
 * @returns the way to take it away again, whichever tracers have come and gone meanwhile
 *
 * gevent: `settrace`, of which there is one at a time.
 */
export function addTracer(hub: Hub, tracer: Tracer): () => void {
  setTracers(hub, [...tracersOf(hub), tracer]);
  let added = true;
  return () => {
    if (!added) return;
    added = false;
    const rest = [...tracersOf(hub)];
    const position = rest.lastIndexOf(tracer);
    if (position < 0) return;
    rest.splice(position, 1);
    setTracers(hub, rest);
  };
}
