/**
 * Comparing two transcripts place by place.
 */
import { RULES, type Rule } from './rules.ts';
import type { Result, Transcript } from './transcript.ts';
import type { WireRequest } from './wire.ts';

/** What the second has in each place in which it differs from the first; null for nothing. */
export type Differing = Readonly<Record<string, string | null>>;

type Places = Record<string, string>;

/** Where `ours` differs from `theirs` once `rules` have been applied to both. */
export function differing(theirs: Transcript, ours: Transcript, rules: readonly Rule[] = RULES): Differing {
  const there = rules.reduce((before, rule) => rule.apply(before), theirs);
  const here = rules.reduce((before, rule) => rule.apply(before), ours);
  return {
    ...compareAll('request', there.requests, here.requests, placesOfRequest, messageOf),
    ...compareAll('result', there.results, here.results, placesOfResult, outcomeOf),
  };
}

/** Compare item by item; what has no counterpart is one place. */
function compareAll<T>(
  what: string,
  there: readonly T[],
  here: readonly T[],
  placesOf: (item: T, counterpart: T) => Places,
  shown: (item: T) => string,
): Differing {
  const different: Record<string, string | null> = {};
  for (let index = 0; index < Math.max(there.length, here.length); index++) {
    const [theirs, ours] = [there[index], here[index]];
    const name = `${what} ${index + 1}`;
    if (theirs === undefined || ours === undefined) {
      different[name] = ours === undefined ? null : shown(ours);
      continue;
    }
    const expected = placesOf(theirs, ours);
    const found = placesOf(ours, theirs);
    for (const place of Object.keys({ ...expected, ...found })) {
      if (expected[place] !== found[place]) different[`${name} ${place}`] = found[place] ?? null;
    }
  }
  return different;
}

function placesOfRequest({ line, headers, body }: WireRequest, counterpart: WireRequest): Places {
  const places: Places = { line, body };
  for (const [name, value] of headers) {
    const place = `header ${name}`;
    places[place] = place in places ? `${places[place]}\n${value}` : value;
  }
  // A header that the other has not is a difference of its own, and none of the order.
  const common = headers.filter(([name]) => counterpart.headers.some(([other]) => other === name));
  places['order'] = common.map(([name]) => name).join(', ');
  return places;
}

/** A whole request, as it would stand on the wire. */
export function messageOf({ line, headers, body }: WireRequest): string {
  return [line, ...headers.map(([name, value]) => `${name}: ${value}`), '', body].join('\n');
}

function placesOfResult(result: Result, counterpart: Result): Places {
  if ('error' in result || 'error' in counterpart) return { outcome: outcomeOf(result) };
  const { status, url, text, history } = result;
  return { status: String(status), url, text, history: history.map((hop) => hop.join(' ')).join('\n') };
}

function outcomeOf(result: Result): string {
  return 'error' in result ? result.error : `${result.status} ${result.text}`;
}
