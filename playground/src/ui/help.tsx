/**
 * What the page is, and its keys.
 */
import type { VNode } from 'preact';
import { Dialog } from './dialog.tsx';

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['→  ←', 'one event on, one back'],
  ['Shift →  Shift ←', 'to the next switch, to the one before'],
  [']  [', 'to the next turn of the hub, to the one before'],
  ['Space', 'play and pause'],
  ['Home  End', 'to the start, to the end'],
  ['E', 'to the next error'],
  ['R', 'run the program'],
  ['I', 'edit the program; Escape leaves the editor'],
  ['Ctrl Enter', 'run, from inside the editor'],
  ['+  −  0', 'zoom the timeline; fit it'],
  ['L', 'show or hide the lesson'],
  ['X', 'explore other schedules'],
  ['S', 'copy a link'],
  ['T', 'dark or light'],
  ['B', 'big type'],
  ['?', 'this help'],
];

/** The dialog. */
export function Help({
  close,
  keys,
  setKeys,
}: {
  close: () => void;
  keys: boolean;
  setKeys: (on: boolean) => void;
}): VNode {
  return (
    <Dialog title="How this works" close={close}>
      <p>
        The program runs here, in this page, on the real <em>greenlets</em> core, in virtual time. Everything that
        happens is recorded, and you play the recording: forward, backward, by jumps. All panes show the same moment.
      </p>
      <ul class="plain">
        <li>
          <strong>Run queue</strong>: who is ready, in order. Only the hub takes from it, always from the front; a seed
          lets it take another instead.
        </li>
        <li>
          <strong>Timeline</strong>: thick is running, pale is ready, thin is waiting. Arrows go from who wakes to who
          is woken.
        </li>
        <li>
          <strong>Kill</strong>, beside a greenlet, runs the program again and kills it at this very event.
        </li>
        <li>
          <strong>Open</strong> takes a recording of a real run:{' '}
          <code>greenlets trace program.ts --record run.json</code>
        </li>
      </ul>
      <h3>Keys</h3>
      <label class="check">
        <input type="checkbox" checked={keys} onChange={(event) => setKeys(event.currentTarget.checked)} />
        Letters and signs are shortcuts
      </label>
      <dl class="keys">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              {key.split(/ {2}/).map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
