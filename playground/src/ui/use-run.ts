/**
 * The run that the page shows: started, awaited, and replaced by the next.
 */
import { type Recording, Replay, Story } from 'greenlets/trace';
import { useCallback, useRef, useState } from 'preact/hooks';
import { Subject } from '../model/subject.ts';
import type { Ending, Program, Refusal, Schedule } from '../run/messages.ts';
import { record } from '../run/runner.ts';

/** What there is to see. */
export interface Shown {
  readonly subject: Subject;
  readonly story: Story;
  /** How the run ended; null for a recording that was opened. */
  readonly ending: Ending | null;
  /** What was run; null for a recording that was opened and has no program in it. */
  readonly program: Program | null;
  readonly schedule: Schedule;
}

/** First in, first out, and nobody is killed. */
export const PLAIN: Schedule = { seed: null, blow: null };

function programIn({ source }: Recording): Program | null {
  if (source === undefined) return null;
  return { source: source.text, language: /\.[cm]?js$/.test(source.file) ? 'js' : 'ts' };
}

function show(subject: Subject, rest: Omit<Shown, 'subject' | 'story'>): Shown {
  // The story looks at other moments than the panes do, and has a replay of its own.
  return { subject, story: new Story(new Replay(subject.recording)), ...rest };
}

/** The run of the page. */
export interface RunState {
  readonly running: boolean;
  readonly shown: Shown | null;
  /** Why the last program could not be run; null if it could. */
  readonly refusal: Refusal | null;
  /** Run a program and show it; returns what is shown then, null if it was refused or overtaken by another run. */
  readonly start: (program: Program, schedule: Schedule) => Promise<Shown | null>;
  /** Show nothing: there is no run of what is now in the page. */
  readonly clear: () => void;
  /** Show a recording from elsewhere once it has come; returns what is shown then, null if it was overtaken. */
  readonly open: (recording: Promise<Recording>) => Promise<Shown | null>;
}

/** Keep the run of the page. */
export function useRun(): RunState {
  const [running, setRunning] = useState(false);
  const [shown, setShown] = useState<Shown | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const current = useRef<AbortController | null>(null);
  const start = useCallback(async (program: Program, schedule: Schedule): Promise<Shown | null> => {
    current.current?.abort();
    const stop = new AbortController();
    current.current = stop;
    setRunning(true);
    const run = await record(program, schedule, stop.signal);
    if (stop.signal.aborted) return null;
    setRunning(false);
    if (run.kind === 'refused') {
      setRefusal(run);
      return null;
    }
    setRefusal(null);
    const next = show(new Subject(run.recording, run.failures), { ending: run.ending, program, schedule });
    setShown(next);
    return next;
  }, []);
  const clear = useCallback((): void => {
    current.current?.abort();
    setRunning(false);
    setRefusal(null);
    setShown(null);
  }, []);
  const open = useCallback(async (coming: Promise<Recording>): Promise<Shown | null> => {
    current.current?.abort();
    const stop = new AbortController();
    current.current = stop;
    setRunning(false);
    const recording = await coming;
    if (stop.signal.aborted) return null;
    const next = show(new Subject(recording, []), { ending: null, program: programIn(recording), schedule: PLAIN });
    setRefusal(null);
    setShown(next);
    return next;
  }, []);
  return { running, shown, refusal, start, clear, open };
}
