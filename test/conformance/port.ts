/**
 * A port: one of the Python programs of `programs/`, statement by statement, as a main greenlet.
 */
import { type Coroutine, Hub } from 'greenlets';
import { VirtualHost } from 'greenlets/testing';
import { str } from './python.ts';
import type { RuleName } from './rules.ts';

/** Python's `print`: the values, as Python shows them, with spaces between. */
export type Print = (...values: unknown[]) => void;

/** What a program finds beside `print`. */
export interface Surroundings {
  readonly hub: Hub;
  /** Its virtual clock: a busy loop is `host.advance(ms)`. */
  readonly host: VirtualHost;
}

/** The main greenlet of a program. */
export type Program = (print: Print, surroundings: Surroundings) => Coroutine<void>;

/** A port, and how its output relates to gevent's. */
export type Port = { readonly program: Program } & (
  | { readonly kind: 'same' }
  | { readonly kind: 'adapted'; readonly rules: readonly RuleName[] }
  | { readonly kind: 'differs'; readonly reason: string }
);

/** The output is gevent's, byte for byte. */
export function same(program: Program): Port {
  return { kind: 'same', program };
}

/** The output is gevent's once `rules` have been applied to both. */
export function adapted(rules: RuleName | readonly RuleName[], program: Program): Port {
  return { kind: 'adapted', rules: typeof rules === 'string' ? [rules] : rules, program };
}

/** The output is the one committed as `NN_name.ours.out`, for a `reason`. */
export function differs(reason: string, program: Program): Port {
  return { kind: 'differs', reason, program };
}

/**
 * Run a port in a fresh hub and virtual time, and give what it printed. The hub reports every error at once, as gevent
 * does. The program ends with its main greenlet, as a process does: what the others would print later is not heard.
 */
export async function outputOf(port: Port): Promise<string> {
  const host = new VirtualHost();
  const hub = new Hub({ host, report: 'always', debug: true });
  let output = '';
  let over = false;
  const print: Print = (...values) => {
    if (!over) output += `${values.map(str).join(' ')}\n`;
  };
  try {
    await hub.run(function* () {
      yield* port.program(print, { hub, host });
      over = true;
    });
  } finally {
    over = true;
    hub.onError = () => {};
    hub.destroy();
  }
  const floating = host.printed.filter((text) => text.includes('never waited for'));
  if (floating.length !== 0) throw new Error(`the port forgets to wait: ${floating.join('')}`);
  return output;
}
