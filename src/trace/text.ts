/**
 * A recording as text: a line for each event.
 */
import type { Recording, TraceEvent } from './recording.ts';
import { Replay } from './replay.ts';
import { Story } from './story.ts';

/** Which events are told. */
export interface TextOptions {
  /**
   * Whether every event is told; false leaves out what follows from the others: the turns of the host, and that the hub
   * takes an entry from the queue. False by default.
   */
  all?: boolean;
}

function isTold(event: TraceEvent): boolean {
  return event.kind !== 'turn-begin' && event.kind !== 'turn-end' && event.kind !== 'begin';
}

/**
 * The story of a recording, line by line: the time since the first event where it has moved on, then the event in words.
 *
 * @param recording as a recorder gives it
 * @param options see `TextOptions`
 */
export function formatRecording(recording: Recording, options: TextOptions = {}): string[] {
  const { all = false } = options;
  const story = new Story(new Replay(recording));
  const { events, dropped } = recording;
  const times = events.map(({ time }) => story.words.time(time));
  const width = times.reduce((widest, time) => Math.max(widest, time.length), 0);
  const lines = dropped === 0 ? [] : [`(the first ${dropped} events were not kept)`];
  let shown = '';
  for (const [index, event] of events.entries()) {
    if (!all && !isTold(event)) continue;
    const time = times[index]!;
    lines.push(`${(time === shown ? '' : time).padStart(width)}  ${story.tell(index)}`);
    shown = time;
  }
  return lines;
}
