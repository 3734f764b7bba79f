/**
 * JSON as a body.
 */
import { show } from '../hub/validate.ts';
import { InvalidJSONError } from './errors.ts';

/** Refuses what `JSON.stringify` would silently turn into null. */
function refuseUnfit(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new InvalidJSONError(`json cannot carry ${value}${key === '' ? '' : ` (at ${show(key)})`}`);
  }
  return value;
}

/** JSON without spaces, as `JSON.stringify` writes it. requests adds spaces and escapes all that is not ASCII. */
export function encodeJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
    // Only a number that is none, or a real null, is written as null: look closer only then.
    if (text?.includes('null')) JSON.stringify(value, refuseUnfit);
  } catch (error) {
    if (error instanceof InvalidJSONError) throw error;
    throw new InvalidJSONError(`json cannot be encoded: ${(error as Error).message}`, { cause: error });
  }
  if (text === undefined) throw new InvalidJSONError(`json cannot carry ${show(value)}`);
  return text;
}
