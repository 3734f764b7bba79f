/**
 * Colours, if they are wanted: a painter that does nothing where they are not.
 */
import { styleText } from 'node:util';

/** What text can look like here. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

/** Gives `text` a style, or gives it back as it is. */
export type Paint = (style: Style, text: string) => string;

/** Leaves everything as it is. */
export const plain: Paint = (_style, text) => text;

/** A stream that may be a terminal. */
interface Output {
  readonly isTTY?: boolean;
}

/** Whether `output` is a terminal that can move its cursor. */
export function isTerminal(output: Output): boolean {
  return output.isTTY === true && process.env['TERM'] !== 'dumb';
}

/**
 * The painter for `output`: plain if it is no terminal, if `NO_COLOR` is set, or if colours are not wanted.
 *
 * @param output where the text goes
 * @param wanted false after `--no-color`
 */
export function painterFor(output: Output, wanted: boolean): Paint {
  if (!wanted || !isTerminal(output) || (process.env['NO_COLOR'] ?? '') !== '') return plain;
  return (style, text) => styleText(style, text, { validateStream: false });
}
