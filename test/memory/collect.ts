import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Which of `refs` refer to something that is still there, after whatever could be collected was. */
export async function alive(refs: readonly WeakRef<object>[]): Promise<boolean[]> {
  // What a WeakRef has given stays until the end of the job.
  await setImmediate();
  await setImmediate();
  collect();
  return refs.map((ref) => ref.deref() !== undefined);
}
