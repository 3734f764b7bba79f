/**
 * The page: one run, one cursor, and the panes that show them.
 */
import type { VNode } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { findDeadlock } from './model/deadlock.ts';
import { type Lesson, lessons } from './model/lessons.ts';
import { parseRecording } from './model/open.ts';
import { fromHash, toHash } from './model/share.ts';
import { nextStop, type Stride } from './model/stops.ts';
import { ConsolePane, StoryPane } from './panes/console.tsx';
import { LessonPanel } from './panes/lesson.tsx';
import { ProgramPane } from './panes/program.tsx';
import { QueuePane } from './panes/queue.tsx';
import { TimelinePane } from './panes/timeline.tsx';
import { TreePane } from './panes/tree.tsx';
import type { Ending, Program, Schedule } from './run/messages.ts';
import { EVENT_LIMIT } from './run/runner.ts';
import { Explore } from './ui/explore.tsx';
import { Help } from './ui/help.tsx';
import { TopBar } from './ui/top-bar.tsx';
import { Transport } from './ui/transport.tsx';
import { useKeys } from './ui/use-keys.ts';
import { useLook } from './ui/use-look.ts';
import { usePlayback } from './ui/use-playback.ts';
import { PLAIN, useRun } from './ui/use-run.ts';

/** What to say of a run that did not end by itself. */
const ENDINGS: Readonly<Record<Ending, string>> = {
  end: '',
  stuck: 'Stopped: nothing happens any more, and the program waits for something outside.',
  events: `Stopped after ${EVENT_LIMIT.toLocaleString('en')} events: this program does not end.`,
  time: 'Stopped: it never gives the processor back. The last thing that it did is at the cursor.',
};

const link = fromHash(location.hash);
const first = lessons.find(({ slug }) => slug === link?.lesson) ?? (link?.source ? null : (lessons[0] ?? null));

/** The page. */
export function App(): VNode {
  const look = useLook();
  const { running, shown, refusal, start, clear, open } = useRun();
  const [lesson, setLesson] = useState<Lesson | null>(first);
  const [lessonShown, setLessonShown] = useState(true);
  const [program, setProgram] = useState<Program>({
    source: link?.source ?? first?.source ?? '',
    language: link?.source ? link.language : (first?.language ?? 'ts'),
  });
  const [schedule, setSchedule] = useState<Schedule>(link?.schedule ?? PLAIN);
  const [editing, setEditing] = useState(false);
  const [solved, setSolved] = useState(link !== null && link.cursor !== null);
  const [printed, setPrinted] = useState<readonly string[] | null>(null);
  const [dialog, setDialog] = useState<'help' | 'explore' | null>(null);
  const [message, setMessage] = useState('');
  const [letters, setLetters] = useState(true);

  const subject = shown?.subject ?? null;
  const last = subject?.last ?? -1;
  const { cursor, playing, speed, goTo, play, setSpeed } = usePlayback(last);
  const state = useMemo(() => (subject === null ? null : subject.replay.stateAt(cursor)), [subject, cursor]);
  const deadlock = useMemo(() => (subject === null ? null : findDeadlock(subject)), [subject]);
  const isLesson = lesson !== null && program.source === lesson.source;

  /** Run a program, and put the cursor where it belongs. */
  const run = useCallback(
    async (next: Program, how: Schedule, at: (last: number) => number): Promise<void> => {
      setMessage('');
      setProgram(next);
      setSchedule(how);
      const result = await start(next, how);
      if (result === null) return;
      const { recording, prints, last } = result.subject;
      // Where it hangs is what there is to see.
      goTo(result.ending === 'time' ? last : Math.min(at(last), last));
      const own = lessons.some(({ source }) => source === next.source);
      if (own && how.seed === null && how.blow === null) {
        setPrinted(prints.map((position) => recording.events[position]!.text));
      }
      setMessage(ENDINGS[result.ending ?? 'end']);
    },
    [start, goTo],
  );
  const rerun = (): void => void run(program, schedule, () => -1);

  /** Show a recording, and put the cursor where it belongs; `name` is what to call it if it is none. */
  const playBack = useCallback(
    async (text: Promise<string>, name: string, at: number): Promise<boolean> => {
      try {
        const result = await open(text.then(parseRecording));
        if (result === null) return false;
        if (result.program !== null) setProgram(result.program);
        setEditing(false);
        goTo(Math.min(at, result.subject.last));
        return true;
      } catch (error) {
        setMessage(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        return false;
      }
    },
    [open, goTo],
  );

  /** Run the program of a lesson, or play its recording if it needs Node. */
  const begin = useCallback(
    (next: Lesson, at: number): void => {
      const own = { source: next.source, language: next.language };
      if (next.recording === null) return void run(own, PLAIN, () => at);
      clear();
      setMessage('');
      setProgram(own);
      void playBack(next.recording(), next.title, at);
    },
    [run, clear, playBack],
  );

  const openLesson = useCallback(
    (slug: string) => {
      const next = lessons.find((one) => one.slug === slug) ?? null;
      setLesson(next);
      setEditing(next === null);
      if (next === null) return;
      setLessonShown(true);
      setSolved(false);
      setPrinted(null);
      begin(next, -1);
    },
    [begin],
  );

  useEffect(() => {
    const cursor = link?.cursor ?? -1;
    if (first !== null && first.recording !== null && !link?.source) begin(first, cursor);
    else void run(program, schedule, () => cursor);
  }, []);

  const openFile = async (file: File): Promise<void> => {
    if (!(await playBack(file.text(), file.name, -1))) return;
    setLesson(null);
    setMessage(`Opened ${file.name}`);
  };

  const share = (): void => {
    const hash = toHash({
      lesson: lesson?.slug ?? null,
      source: isLesson ? null : program.source,
      language: program.language,
      schedule,
      cursor,
    });
    history.replaceState(null, '', hash);
    const address = location.href;
    const copied = navigator.clipboard?.writeText(address) ?? Promise.reject(new Error('no clipboard'));
    copied.then(
      () => setMessage('The link is copied'),
      () => setMessage('The link is in the address bar'),
    );
  };

  const stride = (by: Stride, direction: 1 | -1): void => {
    if (subject === null) return;
    const next = nextStop(subject.recording.events, cursor, by, direction);
    if (next === null) setMessage('no error from here on');
    else goTo(next);
  };
  const strike = useRef<(greenlet: number) => void>(() => {});
  strike.current = (greenlet) => {
    if (subject === null) return;
    const at = subject.recording.events[cursor]!.seq;
    void run(program, { seed: schedule.seed, blow: { at, greenlet } }, () => cursor);
  };
  const kill = useCallback((greenlet: number) => strike.current(greenlet), []);
  const isOpened = shown !== null && shown.ending === null;
  const isHidden = isOpened && shown.program === null;
  // What has been changed is a program of its own.
  const isPlayed = isHidden || (isOpened && shown.program?.source === program.source);
  const canRun = !isPlayed && !(isLesson && lesson.recording !== null);

  useKeys(
    {
      ArrowRight: () => stride('event', 1),
      ArrowLeft: () => stride('event', -1),
      'Shift+ArrowRight': () => stride('switch', 1),
      'Shift+ArrowLeft': () => stride('switch', -1),
      ']': () => stride('turn', 1),
      '[': () => stride('turn', -1),
      ' ': () => play(!playing),
      Home: () => goTo(-1),
      End: () => goTo(last),
      e: () => stride('error', 1),
      r: () => canRun && rerun(),
      i: () => setEditing(true),
      l: () => setLessonShown(!lessonShown),
      x: () => canRun && setDialog('explore'),
      s: share,
      t: look.toggleTheme,
      b: look.toggleLarge,
      '?': () => setDialog('help'),
      ...Object.fromEntries(
        ['+', '-', '0'].map((key) => [key, () => document.querySelector<HTMLElement>(`[data-key="${key}"]`)?.click()]),
      ),
    },
    letters,
  );

  const exercise = isLesson && lesson?.exercise !== null && !solved;
  const withLesson = lesson !== null && lessonShown;
  const caption =
    cursor < 0 || shown === null ? 'Before the first event: press play, or step' : shown.story.tell(cursor);
  return (
    <div
      class={withLesson ? 'page with-lesson' : 'page'}
      onDragOver={(event) => {
        if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
      }}
      onDrop={(event) => {
        const file = event.dataTransfer?.files[0];
        if (file === undefined) return;
        event.preventDefault();
        void openFile(file);
      }}
    >
      <TopBar
        lesson={lesson}
        lessonShown={lessonShown}
        schedule={schedule}
        status={running ? 'running…' : message}
        canRun={canRun}
        openLesson={openLesson}
        toggleLesson={() => setLessonShown(!lessonShown)}
        setSchedule={(how) => void run(program, how, () => (how.seed === schedule.seed ? cursor : -1))}
        explore={() => setDialog('explore')}
        share={share}
        openFile={(file) => void openFile(file)}
        toggleTheme={look.toggleTheme}
        large={look.large}
        toggleLarge={look.toggleLarge}
        help={() => setDialog('help')}
      />
      <main class={subject === null ? 'bare' : ''}>
        {withLesson && <LessonPanel lesson={lesson} printed={printed} done={() => setSolved(true)} />}
        <ProgramPane
          program={program}
          python={isLesson ? (lesson?.python ?? null) : null}
          subject={shown?.program?.source === program.source ? subject : null}
          state={state}
          cursor={cursor}
          refusal={refusal}
          editing={editing}
          isHidden={isHidden}
          canRun={canRun}
          setEditing={setEditing}
          change={(source) => setProgram({ ...program, source })}
          setLanguage={(language) => setProgram({ ...program, language })}
          run={rerun}
        />
        {subject !== null && state !== null && shown !== null && (
          <>
            <ConsolePane subject={subject} cursor={cursor} goTo={goTo} />
            <TimelinePane
              subject={subject}
              cursor={cursor}
              goTo={goTo}
              look={`${look.dark} ${look.large} ${look.fonts}`}
              covered={exercise}
            />
            <QueuePane subject={subject} state={state} />
            <TreePane
              subject={subject}
              state={state}
              deadlock={deadlock}
              cursor={cursor}
              kill={canRun && cursor >= 0 ? kill : null}
            />
            <StoryPane subject={subject} story={shown.story} cursor={cursor} goTo={goTo} />
          </>
        )}
      </main>
      <Transport
        cursor={cursor}
        last={last}
        time={state?.time ?? 0}
        caption={caption}
        playing={playing}
        speed={speed}
        goTo={goTo}
        stride={stride}
        play={play}
        setSpeed={setSpeed}
      />
      {dialog === 'help' && <Help close={() => setDialog(null)} keys={letters} setKeys={setLetters} />}
      {dialog === 'explore' && (
        <Explore
          program={program}
          close={() => setDialog(null)}
          choose={(seed) => {
            setDialog(null);
            void run(program, { seed, blow: null }, () => -1);
          }}
        />
      )}
    </div>
  );
}
