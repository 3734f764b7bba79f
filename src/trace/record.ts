/**
 * Recording a program, or a part of one.
 */
import type { Body, Returned } from '../hub/body.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { getHub, Hub } from '../hub/hub.ts';
import { type Operation, operation } from '../hub/operation.ts';
import type { Tracer } from '../hub/tracer.ts';
import { checkFunction } from '../hub/validate.ts';
import { Recorder, type RecorderOptions } from './recorder.ts';
import type { Recording } from './recording.ts';
import { addTracer } from './tracers.ts';

/** A recorded run: what was recorded, and how the program ended. */
export type RecordedRun<T> =
  | {
      /** What was recorded. */
      readonly recording: Recording;
      /** The program came to its end. */
      readonly failed: false;
      /** What it returned. */
      readonly value: T;
    }
  | {
      /** What was recorded. */
      readonly recording: Recording;
      /** The program failed. */
      readonly failed: true;
      /** What it threw. */
      readonly error: unknown;
    };

/**
 * Run a program as the main greenlet of a hub, and record all that the hub does meanwhile.
 *
 * ```ts
 * const { recording } = await record(program, { hub: new Hub({ host: new VirtualHost() }) });
 * ```
 *
 * @param body the program, as for `hub.run`
 * @param options those of `Recorder`, and `hub`: a new one by default, in real time
 * @returns the recording up to the moment when the program ended, and its value or its error; it is never rejected
 */
export async function record<R>(
  body: Body<[], R>,
  options: RecorderOptions & { hub?: Hub } = {},
): Promise<RecordedRun<Returned<R>>> {
  checkFunction(body, 'body');
  const { hub = new Hub(), ...how } = options;
  const recorder = new Recorder(how);
  const remove = addTracer(hub, recorder);
  try {
    const value = await hub.run(body);
    return { recording: recorder.recording(), failed: false, value };
  } catch (error) {
    return { recording: recorder.recording(), failed: true, error };
  } finally {
    remove();
  }
}

function* watched<T>(tracer: Tracer, body: () => Coroutine<T>): Coroutine<T> {
  const remove = addTracer(getHub(), tracer);
  try {
    return yield* body();
  } finally {
    remove();
  }
}

/**
 * Run a block in the calling greenlet while `tracer` listens to its hub.
 *
 * @param tracer a `Recorder`, or another; it is told what all greenlets of the hub do meanwhile
 * @param body a generator function
 * @returns what it returns
 * @throws what it throws; a kill and a timeout end the recording too
 */
export function recorded<T>(tracer: Tracer, body: () => Coroutine<T>): Operation<T> {
  checkFunction(body, 'body');
  return operation('recorded', () => watched(tracer, body));
}
