/**
 * What `console.log` shows of its arguments: the way Node writes them, for the values that programs here print.
 */

/** Node's own depth. */
const DEEPEST = 2;

function quoted(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text}'`;
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

function list(open: string, items: string[], close: string): string {
  return items.length === 0 ? `${open}${close}` : `${open} ${items.join(', ')} ${close}`;
}

function formatObject(value: object, depth: number, seen: readonly object[]): string {
  if (seen.includes(value)) return '[Circular]';
  if (value instanceof Error) return value.stack?.split('\n')[0] ?? String(value);
  const { name } = (value.constructor as { name?: string } | undefined) ?? {};
  const inner = [...seen, value];
  const show = (item: unknown): string => formatValue(item, depth + 1, inner);
  if (depth > DEEPEST) return Array.isArray(value) ? '[Array]' : `[${name ?? 'Object'}]`;
  if (Array.isArray(value)) return list('[', value.map(show), ']');
  if (value instanceof Map) {
    return `Map(${value.size}) ${list(
      '{',
      [...value].map(([k, v]) => `${show(k)} => ${show(v)}`),
      '}',
    )}`;
  }
  if (value instanceof Set) return `Set(${value.size}) ${list('{', [...value].map(show), '}')}`;
  if (value instanceof Date || value instanceof RegExp) return String(value);
  const shown = list(
    '{',
    Object.entries(value).map(([k, v]) => `${key(k)}: ${show(v)}`),
    '}',
  );
  return name === undefined || name === 'Object' ? shown : `${name} ${shown}`;
}

function formatValue(value: unknown, depth: number, seen: readonly object[]): string {
  if (typeof value === 'string') return depth === 0 ? value : quoted(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `[Function: ${value.name === '' ? '(anonymous)' : value.name}]`;
  if (typeof value === 'object' && value !== null) return formatObject(value, depth, seen);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The line that `console.log(...values)` prints. */
export function formatLine(values: readonly unknown[]): string {
  return values.map((value) => formatValue(value, 0, [])).join(' ');
}
