/**
 * Other schedules: the program is run under many seeds, and each way in which it comes out is shown once.
 */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Program } from '../run/messages.ts';
import { explore, type Found } from '../run/runner.ts';
import { Dialog } from './dialog.tsx';

const COUNTS: readonly number[] = [50, 200, 1000];
/** How many lines of an outcome are shown. */
const MOST_LINES = 12;

const ENDINGS = {
  end: '',
  stuck: 'it waits for something that never comes',
  events: 'it never ends',
  time: 'it never gives way',
} as const;

function OutcomeRow({ found, total, choose }: { found: Found; total: number; choose: (seed: number) => void }): VNode {
  const { outcome, seeds } = found;
  const shown = outcome.printed.slice(-MOST_LINES);
  const hidden = outcome.printed.length - shown.length;
  return (
    <li>
      <div class="outcome-head">
        <strong>
          {seeds.length} of {total}
        </strong>
        <meter min={0} max={total} value={seeds.length} aria-label="Share of schedules" />
        <button type="button" class="quiet" onClick={() => choose(seeds[0]!)}>
          show seed {seeds[0]}
        </button>
      </div>
      <pre>
        {hidden > 0 && `… ${hidden} lines before\n`}
        {shown.length === 0 ? '(nothing printed)' : shown.join('\n')}
      </pre>
      {ENDINGS[outcome.ending] !== '' && <p class="bad">{ENDINGS[outcome.ending]}</p>}
    </li>
  );
}

/** The dialog. */
export function Explore(props: { program: Program; close: () => void; choose: (seed: number) => void }): VNode {
  const { program, close, choose } = props;
  const [count, setCount] = useState(COUNTS[0]!);
  const [done, setDone] = useState(0);
  const [found, setFound] = useState<readonly Found[] | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    setFound(null);
    setDone(0);
    const run = async (): Promise<void> => {
      const result = await explore(program, count, stop.signal, setDone);
      if (!stop.signal.aborted) setFound(result);
    };
    void run();
    return () => stop.abort();
  }, [program, count]);
  return (
    <Dialog title="Other schedules" close={close}>
      <p>
        Whenever several greenlets are ready, a seed decides who goes first. A program whose result depends on that has
        a race.
      </p>
      <div class="choices" role="group" aria-label="How many schedules">
        {COUNTS.map((one) => (
          <button key={one} type="button" class="quiet" aria-pressed={one === count} onClick={() => setCount(one)}>
            {one}
          </button>
        ))}
        <span class="what">schedules</span>
      </div>
      <p role="status">
        {found === null
          ? `running schedule ${done} of ${count}…`
          : `${found.length === 1 ? 'One outcome' : `${found.length} outcomes`} in ${count} schedules`}
      </p>
      {found === null ? (
        <progress max={count} value={done} aria-label="Schedules run" />
      ) : (
        <ol class="outcomes">
          {found.map((one) => (
            <OutcomeRow key={one.seeds[0]} found={one} total={count} choose={choose} />
          ))}
        </ol>
      )}
    </Dialog>
  );
}
