/**
 * From the text of a program to a function that can be called: types are taken out, imports become calls.
 *
 * Every statement stays on its line, so that the places in a stack are those of the text.
 */
import { parse, type Node, type Program } from 'acorn';
import { transform } from 'sucrase';
import { fileNameOf, type Language } from './language.ts';

/** A mistake in the text of a program. */
export class ProgramSyntaxError extends Error {
  /** From 1; null if it is not known. */
  readonly line: number | null;
  /** From 1. */
  readonly column: number | null;

  constructor(message: string, line: number | null, column: number | null) {
    super(message);
    this.name = 'SyntaxError';
    this.line = line;
    this.column = column;
  }
}

/** Gives the module that a specifier names. */
export type ModuleLoader = (specifier: string) => object;

/** The error of a parser, with its place taken out of the message. */
function syntaxError(error: unknown): ProgramSyntaxError {
  const message = error instanceof Error ? error.message : String(error);
  const place = /\s*\((\d+):(\d+)\)\s*$/.exec(message);
  const text = message.replace(/^Error transforming [^:]*: /, '').replace(/\s*\(\d+:\d+\)\s*$/, '');
  return new ProgramSyntaxError(
    text,
    place === null ? null : Number(place[1]),
    place === null ? null : Number(place[2]),
  );
}

function withoutTypes(source: string, language: Language): string {
  if (language === 'js') return source;
  return transform(source, { transforms: ['typescript'], disableESTransforms: true, filePath: fileNameOf(language) })
    .code;
}

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An identifier or a string, as it stands in an import or export. */
function nameOf(node: { type: string; name?: string; value?: unknown }): string {
  return node.type === 'Identifier' ? node.name! : JSON.stringify(node.value);
}

/** `import a, { b as c } from 'm'` as `const { default: a, b: c } = load('m')`. */
function importAsCall(node: Extract<Program['body'][number], { type: 'ImportDeclaration' }>): string {
  const call = `__load(${JSON.stringify(node.source.value)})`;
  const names: string[] = [];
  const whole: string[] = [];
  for (const specifier of node.specifiers) {
    const local = specifier.local.name;
    if (specifier.type === 'ImportNamespaceSpecifier') whole.push(`const ${local} = ${call};`);
    else if (specifier.type === 'ImportDefaultSpecifier') names.push(`default: ${local}`);
    else names.push(`${nameOf(specifier.imported)}: ${local}`);
  }
  if (names.length !== 0) whole.push(`const { ${names.join(', ')} } = ${call};`);
  return whole.length === 0 ? `${call};` : whole.join(' ');
}

/** What takes the place of one top-level statement; null if it may stay. */
function replacementFor(node: Program['body'][number], code: string): Replacement | null {
  const lines = (text: string): string => text + '\n'.repeat(code.slice(node.start, node.end).split('\n').length - 1);
  switch (node.type) {
    case 'ExportNamedDeclaration':
      if (node.declaration) return { start: node.start, end: (node.declaration as Node).start, text: '' };
      return { start: node.start, end: node.end, text: lines(';') };
    case 'ExportDefaultDeclaration': {
      const { declaration } = node;
      const isNamed = declaration.type.endsWith('Declaration') && (declaration as { id?: unknown }).id;
      return { start: node.start, end: (declaration as Node).start, text: isNamed ? '' : 'void ' };
    }
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      return { start: node.start, end: node.end, text: lines(';') };
    default:
      return null;
  }
}

/**
 * Make a program callable.
 *
 * @param source its text
 * @param language whether types are to be taken out
 * @returns the program; called with a loader of modules, it runs up to its end or its first `await`
 * @throws ProgramSyntaxError with the line and column of the mistake
 */
export function prepare(source: string, language: Language): (load: ModuleLoader) => Promise<void> {
  let code: string;
  let tree: Program;
  try {
    code = withoutTypes(source, language);
    tree = parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
  } catch (error) {
    throw syntaxError(error);
  }
  let imports = '';
  let body = '';
  let copied = 0;
  for (const node of tree.body) {
    // An import comes before all else, wherever it stands.
    if (node.type === 'ImportDeclaration') imports += importAsCall(node);
    const replacement = replacementFor(node, code);
    if (replacement === null) continue;
    body += code.slice(copied, replacement.start) + replacement.text;
    copied = replacement.end;
  }
  body += code.slice(copied);
  const text = `(async (__load) => { "use strict"; ${imports} ${body}\n})\n//# sourceURL=${fileNameOf(language)}`;
  try {
    // Indirect, so that the program sees no name of ours. To run what was typed is what the worker is for.
    // oxlint-disable-next-line no-eval
    return (0, globalThis.eval)(text) as (load: ModuleLoader) => Promise<void>;
  } catch (error) {
    throw new ProgramSyntaxError(error instanceof Error ? error.message : String(error), null, null);
  }
}
