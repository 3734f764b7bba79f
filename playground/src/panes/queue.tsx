/**
 * What is to come: the run queue, the timers, and those who wait for an object.
 */
import type { QueueEntry, ReplayState } from 'greenlets/trace';
import type { ComponentChildren, VNode } from 'preact';
import type { Subject } from '../model/subject.ts';
import { formatTime, Name, Pane } from './pane.tsx';

/** How many of each are listed. */
const MOST = 24;

interface Props {
  readonly subject: Subject;
  readonly state: ReplayState;
}

/** What an entry does, where it is more than letting a greenlet go on. */
const WORDS: Readonly<Record<QueueEntry['kind'], string>> = {
  'first run': 'begins',
  'next step': '',
  'wake-up': '',
  links: 'has ended: tell those who wait',
  notification: 'tell those who wait',
  kill: 'kill',
  callback: 'callback',
};

function Entry({ subject, entry, state }: Props & { entry: QueueEntry }): VNode {
  const { greenlet, object, kind, stale } = entry;
  const about = object === null ? null : (state.objects.find(({ id }) => id === object)?.name ?? '');
  const words = stale ? 'nothing any more' : WORDS[kind];
  return (
    <li class={stale ? 'entry stale' : 'entry'}>
      {greenlet !== null && <Name subject={subject} id={greenlet} />}
      {about !== null && <span class="object">{about}</span>}
      {words !== '' && <span class="what">{words}</span>}
    </li>
  );
}

function More({ count }: { count: number }): ComponentChildren {
  return count > 0 ? <p class="more">and {count} more</p> : null;
}

function RunQueue({ subject, state }: Props): VNode {
  const { queue } = state;
  return (
    <div class="group">
      <h3>
        Run queue <span class="count">{queue.length}</span>
      </h3>
      {queue.length === 0 ? (
        <p class="none">empty</p>
      ) : (
        <ol class="entries" start={1}>
          {queue.slice(0, MOST).map((entry) => (
            <Entry key={entry.seq} subject={subject} state={state} entry={entry} />
          ))}
        </ol>
      )}
      <More count={queue.length - MOST} />
    </div>
  );
}

function Timers({ subject, state }: Props): VNode {
  const { timers, time } = state;
  const longest = Math.max(1, ...timers.slice(0, MOST).map(({ deadline }) => deadline - time));
  return (
    <div class="group">
      <h3>
        Timers <span class="count">{timers.length}</span>
      </h3>
      {timers.length === 0 ? (
        <p class="none">none</p>
      ) : (
        <ul class="timers">
          {timers.slice(0, MOST).map(({ seq, deadline, greenlet, text }) => {
            const left = Math.max(0, deadline - time);
            return (
              <li key={seq}>
                <span class="bar" style={{ width: `${(100 * left) / longest}%` }} />
                <Name subject={subject} id={greenlet} />
                <span class="what">{text}</span>
                <span class="left">in {formatTime(left)}</span>
              </li>
            );
          })}
        </ul>
      )}
      <More count={timers.length - MOST} />
    </div>
  );
}

function Waiters({ subject, state }: Props): VNode {
  const waited = state.objects.filter(({ waiters }) => waiters.length !== 0);
  return (
    <div class="group">
      <h3>
        Waited for <span class="count">{waited.length}</span>
      </h3>
      {waited.length === 0 ? (
        <p class="none">nothing</p>
      ) : (
        <ul class="waited">
          {waited.slice(0, MOST).map((object) => (
            <li key={object.id}>
              <span class="object">{object.greenlet === null ? object.name : <>end of {object.name}</>}</span>
              <ol>
                {object.waiters.slice(0, MOST).map((id) => (
                  <li key={id}>
                    <Name subject={subject} id={id} />
                  </li>
                ))}
              </ol>
            </li>
          ))}
        </ul>
      )}
      <More count={waited.length - MOST} />
    </div>
  );
}

/** The pane. */
export function QueuePane(props: Props): VNode {
  return (
    <Pane name="queue" title="Queue and timers" label="Run queue, timers and waiters">
      <div class="pane-body" tabIndex={0} role="group" aria-label="Run queue, timers and waiters, in full">
        <RunQueue {...props} />
        <Timers {...props} />
        <Waiters {...props} />
      </div>
    </Pane>
  );
}
