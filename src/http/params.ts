/**
 * `params` and form data: what may be given, and how it is encoded.
 *
 * requests: `_encode_params`. Different here: true and false are written in lower case, a `Date` as ISO 8601, and a
 * nested object is refused where requests silently sends its keys.
 */
import { show } from '../hub/validate.ts';
import { quotePlus } from './quote.ts';

/** One value of a parameter. */
export type Primitive = string | number | bigint | boolean | Date;

/** A parameter's value: null and undefined leave it out, a list repeats it. */
export type ParamValue = Primitive | null | undefined | readonly (Primitive | null | undefined)[];

/** Parameters by name, in order. */
export type Fields =
  | Readonly<Record<string, ParamValue>>
  | readonly (readonly [name: string, value: ParamValue])[]
  | ReadonlyMap<string, ParamValue>
  | URLSearchParams;

/** One value as text; `what` and `name` are for the error. */
export function textOf(value: unknown, name: string, what: string): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      if (value instanceof Date) return value.toISOString();
      throw new TypeError(
        `${what} ${show(name)} must be a string, a number, a boolean, a Date or a list of these: received ${show(value)}`,
      );
  }
}

/** Whether `given` can be read as fields. */
export function isFields(given: unknown): given is Fields {
  if (typeof given !== 'object' || given === null) return false;
  if (given instanceof URLSearchParams || given instanceof Map) return true;
  if (Array.isArray(given)) return given.every((pair) => Array.isArray(pair) && pair.length === 2);
  const prototype: unknown = Object.getPrototypeOf(given);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  return !(Symbol.iterator in given) && !(Symbol.asyncIterator in given);
}

/** The fields as pairs. */
export function pairsOf(fields: Fields): Iterable<readonly [string, unknown]> {
  if (Array.isArray(fields) || fields instanceof URLSearchParams || fields instanceof Map) {
    return fields as Iterable<readonly [string, unknown]>;
  }
  return Object.entries(fields);
}

/**
 * Encode fields: `a=1&b=x+y`. Null, undefined and empty lists are left out; an empty string is kept as `a=`.
 *
 * @param what what an error calls them, as "params".
 * @throws TypeError for a value that is none of `ParamValue`.
 */
export function encodeFields(fields: Fields, what: string): string {
  let encoded = '';
  for (const [name, value] of pairsOf(fields)) {
    const values: Iterable<unknown> = Array.isArray(value) || value instanceof Set ? value : [value];
    for (const one of values) {
      if (one === null || one === undefined) continue;
      encoded += `${encoded === '' ? '' : '&'}${quotePlus(textOf(name, name, what))}=${quotePlus(textOf(one, name, what))}`;
    }
  }
  return encoded;
}

/** What may be given as `params`: fields are form-encoded, a string is taken as it is. A FormData may hold no files. */
export type ParamsGiven = Fields | FormData | string | null | undefined;

/** What is added to the query of a URL. */
export function encodeParams(params: ParamsGiven): string {
  if (params === undefined || params === null) return '';
  if (typeof params === 'string') return params;
  if (params instanceof FormData) return encodeFields([...params] as [string, string][], 'params');
  if (!isFields(params)) {
    throw new TypeError(
      `params must be an object, a list of pairs, a URLSearchParams, a FormData or a string: received ${show(params)}`,
    );
  }
  return encodeFields(params, 'params');
}

/** Parameters of a session and of a request together. requests' rule: objects are merged, null removes. */
export function mergeParams(session: ParamsGiven, own: ParamsGiven): ParamsGiven {
  if (session === undefined || session === null) return own;
  if (own === undefined || own === null) return session;
  if (!isNamed(session) || !isNamed(own)) return own;
  const merged = new Map<string, ParamValue>(pairsOf(session) as Iterable<[string, ParamValue]>);
  for (const [name, value] of pairsOf(own)) merged.set(name, value as ParamValue);
  return merged;
}

/** Whether each name is there once, so that another of that name can take its place. */
function isNamed(given: Fields | FormData | string): given is Exclude<Fields, readonly unknown[]> {
  return !(typeof given === 'string' || Array.isArray(given) || given instanceof FormData);
}
