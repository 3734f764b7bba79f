/**
 * What is meant to be different from requests: what this library sends or gives, case by case and place by place.
 *
 * A place that is not named is the same on both sides, and one that is named differs: anything else fails the test. What
 * differs, in words, stands in docs/http.md.
 */
import { BODY_DIFFERENCES } from './body-differences.ts';
import type { Differing } from './compare.ts';
import type { Difference } from './difference.ts';
import { HEAD_DIFFERENCES } from './head-differences.ts';

export const DIFFERENCES: readonly Difference[] = [...BODY_DIFFERENCES, ...HEAD_DIFFERENCES];

/** What is to differ in a case, from a version of requests. */
export function intended(name: string, version: string): Differing {
  const places = DIFFERENCES.filter(({ versions }) => versions === undefined || versions.includes(version)).map(
    ({ cases }) => cases[name] ?? {},
  );
  return Object.assign({}, ...places) as Differing;
}
