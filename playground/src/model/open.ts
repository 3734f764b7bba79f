/**
 * Recordings from files: checked before they are shown, as they may be anything.
 */
import type { RecordedSource, Recording } from 'greenlets/trace';

function isTable(value: unknown, ...columns: string[]): boolean {
  return (
    Array.isArray(value) &&
    value.every((row: unknown) => typeof row === 'object' && row !== null && columns.every((column) => column in row))
  );
}

function isSource(value: unknown): boolean {
  if (value === undefined) return true;
  const { file, text } = (value ?? {}) as Partial<RecordedSource>;
  return typeof file === 'string' && typeof text === 'string';
}

/**
 * Read a recording.
 *
 * @param text JSON as a recorder gives it
 * @throws Error that says why it is none
 */
export function parseRecording(text: string): Recording {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`this is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || !('events' in value) || !('greenlets' in value)) {
    throw new Error('this is no recording: it has no events and greenlets');
  }
  const { version, events, greenlets, objects, source } = value as Partial<Recording>;
  if (version !== 1) throw new Error(`this recording has version ${String(version)}: the page reads version 1`);
  if (
    !isTable(events, 'seq', 'time', 'kind', 'text') ||
    !isTable(greenlets, 'id', 'name', 'body') ||
    !isTable(objects, 'id')
  ) {
    throw new Error('this is no recording: rows of its tables lack what they need');
  }
  if (!isSource(source)) throw new Error('this is no recording: its source is not a file and its text');
  return value as Recording;
}
