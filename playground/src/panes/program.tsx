/**
 * The pane of the program: to be read with its greenlets in it, to be edited, and in Python.
 */
import type { ReplayState } from 'greenlets/trace';
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Subject } from '../model/subject.ts';
import type { Program, Refusal } from '../run/messages.ts';
import { fileNameOf, type Language } from '../run/language.ts';
import { Icon } from '../ui/icon.tsx';
import type { Editor } from './editor.ts';
import { Pane } from './pane.tsx';
import { type Mistake, Source, standing } from './source.tsx';

interface Props {
  readonly program: Program;
  readonly python: string | null;
  /** The recording of this very program; null if there is none. */
  readonly subject: Subject | null;
  readonly state: ReplayState | null;
  readonly cursor: number;
  readonly refusal: Refusal | null;
  readonly editing: boolean;
  /** Whether a recording is shown whose program is not at hand. */
  readonly isHidden: boolean;
  /** Whether the program can be run in the page. */
  readonly canRun: boolean;
  readonly setEditing: (on: boolean) => void;
  readonly change: (source: string) => void;
  readonly setLanguage: (language: Language) => void;
  readonly run: () => void;
}

/** The editor, once its code has come. */
function EditorBox({
  program,
  mistakes,
  change,
  run,
  leave,
}: {
  program: Program;
  mistakes: readonly Mistake[];
  change: (source: string) => void;
  run: () => void;
  leave: () => void;
}): VNode {
  const box = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  const latest = useRef({ change, run, leave });
  latest.current = { change, run, leave };
  useEffect(() => {
    let made: Editor | null = null;
    let gone = false;
    const open = async (): Promise<void> => {
      const { openEditor } = await import('./editor.ts');
      const parent = box.current;
      if (gone || parent === null) return;
      made = openEditor(parent, {
        ...program,
        change: (source) => latest.current.change(source),
        run: () => latest.current.run(),
        leave: () => latest.current.leave(),
      });
      setEditor(made);
    };
    void open();
    return () => {
      gone = true;
      made?.destroy();
    };
  }, [program.language]);
  useEffect(() => editor?.show(mistakes), [editor, mistakes]);
  return <div class="editor" ref={box} />;
}

/** The errors with which greenlets have ended up to the cursor, each at the line where it was thrown. */
function failures(subject: Subject | null, cursor: number): Mistake[] {
  if (subject === null) return [];
  return subject.failures
    .filter(({ at }) => at <= cursor + subject.recording.dropped)
    .map(({ line, message }) => ({ line, message }));
}

/** The pane. */
export function ProgramPane(props: Props): VNode {
  const { program, python, subject, state, cursor, refusal, editing, isHidden, canRun, setEditing, setLanguage } =
    props;
  const [tab, setTab] = useState<'program' | 'python'>('program');
  const where = subject === null || state === null ? null : standing(subject, state, cursor);
  const shown = python !== null && tab === 'python' ? 'python' : 'program';
  const mistakes = useMemo(
    (): readonly Mistake[] =>
      refusal === null || refusal.line === null ? [] : [{ line: refusal.line, message: refusal.message }],
    [refusal],
  );
  const run = (): void => {
    props.run();
    setEditing(false);
  };
  const tabs = (
    <span class="tabs" role="group" aria-label="Which program">
      <button type="button" aria-pressed={shown === 'program'} onClick={() => setTab('program')}>
        {fileNameOf(program.language)}
      </button>
      {python !== null && (
        <button type="button" aria-pressed={shown === 'python'} onClick={() => setTab('python')}>
          gevent
        </button>
      )}
    </span>
  );
  const tools = isHidden ? null : (
    <>
      {editing && (
        <select
          aria-label="Language"
          value={program.language}
          onChange={(event) => setLanguage(event.currentTarget.value === 'js' ? 'js' : 'ts')}
        >
          <option value="ts">TypeScript</option>
          <option value="js">JavaScript</option>
        </select>
      )}
      {shown === 'program' && (
        <button
          type="button"
          class="quiet"
          aria-pressed={editing}
          title="Edit (I)"
          onClick={() => setEditing(!editing)}
        >
          <Icon name="edit" /> {editing ? 'done' : 'edit'}
        </button>
      )}
      {canRun && (
        <button type="button" class="primary" title="Run (R, or Ctrl Enter in the editor)" onClick={run}>
          <Icon name="run" /> run
        </button>
      )}
    </>
  );
  return (
    <Pane name="source" title={isHidden ? 'Program' : tabs} label="Program" tools={tools}>
      {refusal !== null && (
        <p class="refusal" role="alert">
          {refusal.line === null ? '' : `Line ${refusal.line}: `}
          {refusal.message}
        </p>
      )}
      {isHidden && <p class="none pad">The recording was made elsewhere: its program is not in it.</p>}
      {!isHidden && shown === 'python' && (
        <Source
          source={python!}
          language="py"
          label="The same program with gevent"
          subject={null}
          standing={null}
          mistakes={[]}
        />
      )}
      {!isHidden && shown === 'program' && editing && (
        <EditorBox
          program={program}
          mistakes={mistakes}
          change={props.change}
          run={run}
          leave={() => setEditing(false)}
        />
      )}
      {!isHidden && shown === 'program' && !editing && (
        <Source
          source={program.source}
          language={program.language}
          label="Program"
          subject={subject}
          standing={where}
          mistakes={mistakes.length === 0 ? failures(subject, cursor) : mistakes}
        />
      )}
    </Pane>
  );
}
