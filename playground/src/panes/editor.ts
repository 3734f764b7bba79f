/**
 * The editor, fetched only when somebody edits.
 */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState, Prec } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Language } from '../run/language.ts';
import type { Mistake } from './source.tsx';

/** The same colours as while it is read. */
const colours = HighlightStyle.define([
  { tag: [tags.lineComment, tags.blockComment], class: 't-comment' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], class: 't-string' },
  { tag: tags.number, class: 't-number' },
  { tag: [tags.keyword, tags.bool, tags.null, tags.self], class: 't-keyword' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], class: 't-name' },
]);

/** What the page gives to an editor. */
export interface EditorOptions {
  readonly source: string;
  readonly language: Language;
  readonly change: (source: string) => void;
  readonly run: () => void;
  readonly leave: () => void;
}

/** An editor in the page. */
export interface Editor {
  show(mistakes: readonly Mistake[]): void;
  destroy(): void;
}

/** A command that is always carried out. */
function command(action: () => void): () => boolean {
  return () => {
    action();
    return true;
  };
}

/** Put an editor into `parent`, with the focus in it. */
export function openEditor(parent: HTMLElement, { source, language, change, run, leave }: EditorOptions): Editor {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: source,
      extensions: [
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run: command(run) }])),
        keymap.of([{ key: 'Escape', run: command(leave) }, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        bracketMatching(),
        indentOnInput(),
        indentUnit.of('  '),
        EditorState.tabSize.of(2),
        javascript({ typescript: language === 'ts' }),
        syntaxHighlighting(colours),
        EditorView.contentAttributes.of({ 'aria-label': 'Program' }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) change(state.doc.toString());
        }),
      ],
    }),
  });
  // What scrolls can be reached by the keyboard, also while the text has not the focus.
  view.scrollDOM.tabIndex = 0;
  view.focus();
  return {
    show(mistakes) {
      const { doc } = view.state;
      const diagnostics = mistakes
        .filter(({ line }) => line <= doc.lines)
        .map(({ line, message }) => {
          const { from, to } = doc.line(line);
          return { from, to, severity: 'error' as const, message };
        });
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    destroy: () => view.destroy(),
  };
}
