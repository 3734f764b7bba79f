/**
 * Colours for source text while it is not edited: good enough to read by, and a few hundred bytes.
 */
import type { Language } from '../run/language.ts';

/** A piece of a line, and what it is; '' is plain. */
export interface Token {
  readonly text: string;
  readonly kind: '' | 'comment' | 'string' | 'number' | 'keyword' | 'wait' | 'name';
}

const WORDS: Readonly<Record<Language | 'py', string>> = {
  js: 'async await break case catch class const continue default delete do else export extends false finally for from function if import in instanceof let new null of return static super switch this throw true try typeof undefined var void while with yield',
  ts: 'abstract as async await break case catch class const continue declare default delete do else enum export extends false finally for from function if implements import in instanceof interface keyof let new null of private protected public readonly return satisfies static super switch this throw true try type typeof undefined var void while yield',
  py: 'and as assert async await break class continue def del elif else except False finally for from global if import in is lambda None nonlocal not or pass raise return True try while with yield',
};

const SHAPES: Readonly<Record<'c' | 'py', RegExp>> = {
  c: /(\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*)|('(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?|`(?:\\[^]|[^`\\])*`?)|(yield\*)|(\b\d[\w.]*)|([A-Za-z_$][\w$]*)/g,
  py: /(#[^\n]*)|("""[^]*?(?:"""|$)|f?'(?:\\.|[^'\\\n])*'?|f?"(?:\\.|[^"\\\n])*"?)|(\b\B)|(\b\d[\w.]*)|([A-Za-z_][\w]*)/g,
};

function tokensOf(source: string, language: Language | 'py'): Token[] {
  const words = new Set(WORDS[language].split(' '));
  const tokens: Token[] = [];
  let copied = 0;
  for (const match of source.matchAll(SHAPES[language === 'py' ? 'py' : 'c'])) {
    const [text, comment, string, wait, number, name] = match;
    const calls = name !== undefined && source[match.index + text.length] === '(';
    let kind: Token['kind'] = '';
    if (comment !== undefined) kind = 'comment';
    else if (string !== undefined) kind = 'string';
    else if (wait !== undefined) kind = 'wait';
    else if (number !== undefined) kind = 'number';
    else if (name !== undefined && words.has(name)) kind = 'keyword';
    else if (calls) kind = 'name';
    if (kind === '') continue;
    if (match.index > copied) tokens.push({ text: source.slice(copied, match.index), kind: '' });
    tokens.push({ text, kind });
    copied = match.index + text.length;
  }
  tokens.push({ text: source.slice(copied), kind: '' });
  return tokens;
}

/** The lines of a program, each as its tokens. */
export function highlight(source: string, language: Language | 'py'): Token[][] {
  const lines: Token[][] = [[]];
  for (const { text, kind } of tokensOf(source, language)) {
    text.split('\n').forEach((part, index) => {
      if (index !== 0) lines.push([]);
      if (part !== '') lines.at(-1)!.push({ text: part, kind });
    });
  }
  if (source.endsWith('\n')) lines.pop();
  return lines;
}
