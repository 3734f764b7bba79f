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

/** What stands in place of the panes where the program cannot run. */
function NeedsNode({ slug }: { slug: string }): VNode {
  return (
    <section class="needs-node" aria-label="No recording yet">
      <h2>This program needs Node</h2>
      <p>It uses more than a browser has. Record it there, and drop the file here:</p>
      <pre tabIndex={0}>npx greenlets trace examples/lessons/{slug}.ts --record run.json</pre>
    </section>
  );
}

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

  const openLesson = useCallback(
    (slug: string) => {
      const next = lessons.find((one) => one.slug === slug) ?? null;
      setLesson(next);
      setEditing(next === null);
      if (next === null) return;
      setLessonShown(true);
      setSolved(false);
      setPrinted(null);
      if (next.runsHere) void run({ source: next.source, language: next.language }, PLAIN, () => -1);
      else {
        clear();
        setProgram({ source: next.source, language: next.language });
      }
    },
    [run, clear],
  );

  useEffect(() => {
    if (first !== null && !first.runsHere && !link?.source) return;
    void run(program, schedule, () => link?.cursor ?? -1);
  }, []);

  const openText = (text: string, name: string): void => {
    try {
      open(parseRecording(text));
      setLesson(null);
      setEditing(false);
      goTo(-1);
      setMessage(`Opened ${name}`);
    } catch (error) {
      setMessage(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const openFile = (file: File): void => void file.text().then((text) => openText(text, file.name));

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
  const isOpened = shown !== null && shown.program === null;
  const needsNode = isLesson && lesson !== null && !lesson.runsHere;
  const strike = useRef<(greenlet: number) => void>(() => {});
  strike.current = (greenlet) => {
    if (subject === null) return;
    const at = subject.recording.events[cursor]!.seq;
    void run(program, { seed: schedule.seed, blow: { at, greenlet } }, () => cursor);
  };
  const kill = useCallback((greenlet: number) => strike.current(greenlet), []);
  const canRun = !isOpened && !needsNode;

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
      r: rerun,
      i: () => setEditing(true),
      l: () => setLessonShown(!lessonShown),
      x: () => setDialog('explore'),
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
        openFile(file);
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
        openFile={openFile}
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
          isHidden={isOpened && !needsNode}
          canRun={canRun}
          setEditing={setEditing}
          change={(source) => setProgram({ ...program, source })}
          setLanguage={(language) => setProgram({ ...program, language })}
          run={rerun}
        />
        {needsNode && shown === null && <NeedsNode slug={lesson.slug} />}
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
