/**
 * A deadlock without `main`: the first argument says how it is waited for.
 */
import { Event, getHub, Hub, Queue, sleep, spawn } from 'greenlets';

const report = (error: unknown): void => console.log(`${(error as Error).name}\n${(error as Error).message}`);

switch (process.argv[2]) {
  case 'await':
    await new Queue<number>().get().then(undefined, report);
    console.log('goes on');
    break;
  case 'run':
    await getHub()
      .run(() => new Event().wait())
      .catch(report);
    break;
  case 'ownHub':
    await new Hub().run(() => new Event().wait()).catch(report);
    break;
  case 'unheld':
    spawn(() => sleep(60_000, { ref: false }));
    await new Event().wait().then(undefined, report);
    break;
  case 'blockedOnly':
    spawn(() => new Event().wait());
    break;
  case 'lateListener':
    // Another listener wakes somebody at the last moment: no deadlock.
    {
      const event = new Event();
      process.once('beforeExit', () => event.set());
      console.log(await event.wait());
    }
    break;
}
