/**
 * files: what may be given as a file, and the parts of a multipart body that it makes.
 *
 * requests: `RequestEncodingMixin._encode_files`.
 */
import { Buffer } from 'node:buffer';
import { basename } from 'node:path';
import { show } from '../hub/validate.ts';
import { type BodySource, type Chunks, sourceOf } from './body-source.ts';
import type { Data } from './body-data.ts';
import { type HeaderList, type HeadersGiven, mergeHeaders, NO_HEADERS } from './headers.ts';
import { isFields, pairsOf, textOf } from './params.ts';

/** The content of a file. */
export type FileContent = string | Uint8Array | ArrayBuffer | Blob | Chunks;

/**
 * A file: its content alone, or with a name, a type and headers of its part. Without a name it is that of the `File` or of
 * the file that is streamed, else that of the field; null makes a field that is no file. Without content there is no part.
 */
export type FileGiven =
  | FileContent
  | readonly [
      filename: string | null | undefined,
      content: FileContent | null | undefined,
      contentType?: string | null | undefined,
      headers?: HeadersGiven | null | undefined,
    ]
  | {
      /** The name that the server is told: by default that of the content, else that of the field; null for none. */
      readonly filename?: string | null | undefined;
      /** What is in it. */
      readonly content: FileContent | null | undefined;
      /** Its media type: by default that of a Blob, else none is sent. */
      readonly contentType?: string | null | undefined;
      /** Further headers of this part. */
      readonly headers?: HeadersGiven | null | undefined;
    }
  | null
  | undefined;

/** What may be given as `files`. */
export type FilesGiven =
  | Readonly<Record<string, FileGiven>>
  | readonly (readonly [name: string, file: FileGiven])[]
  | ReadonlyMap<string, FileGiven>
  | FormData;

/** One part of a multipart body. */
export interface Part {
  readonly name: string;
  /** Null for a field that is no file. */
  readonly filename: string | null;
  readonly type: string | null;
  readonly headers: HeaderList;
  readonly content: Uint8Array | BodySource;
}

/** Whether `files` has any; an empty object means nothing, as in requests. */
export function hasFiles(files: FilesGiven): boolean {
  if (files instanceof FormData) return true;
  for (const _ of filePairs(files)) return true;
  return false;
}

/**
 * The parts of a multipart body: the fields of `data` first, then the files.
 *
 * @throws TypeError for data that is no fields, and for what is no file; InvalidHeader.
 */
export function partsOf(data: Data, files: FilesGiven): Part[] {
  const parts: Part[] = [];
  if (data instanceof FormData) addForm(parts, data);
  else if (data !== undefined && data !== null && data !== '') addFields(parts, data);
  if (files instanceof FormData) addForm(parts, files);
  else for (const [name, file] of filePairs(files)) addFile(parts, name, file);
  return parts;
}

function filePairs(files: Exclude<FilesGiven, FormData>): Iterable<readonly [string, FileGiven]> {
  const given: unknown = files;
  if (given instanceof Map) return given as Map<string, FileGiven>;
  if (Array.isArray(given)) {
    if (given.every((pair) => Array.isArray(pair) && pair.length === 2)) return given as [string, FileGiven][];
  } else if (typeof given === 'object' && given !== null && sourceOf(given) === null && !ArrayBuffer.isView(given)) {
    return Object.entries(given as Record<string, FileGiven>);
  }
  throw new TypeError(`files must be an object, pairs, a Map or a FormData: received ${show(given)}`);
}

function addFields(parts: Part[], data: NonNullable<Data>): void {
  if (!isFields(data)) {
    throw new TypeError(`data must be fields, beside files: received ${show(data)}`);
  }
  for (const [name, value] of pairsOf(data)) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (one !== null && one !== undefined) parts.push(field(name, textOf(one, name, 'data')));
    }
  }
}

function field(name: string, value: string): Part {
  return { name, filename: null, type: null, headers: NO_HEADERS, content: Buffer.from(value, 'utf8') };
}

function addForm(parts: Part[], form: FormData): void {
  for (const [name, value] of form) {
    if (typeof value === 'string') {
      parts.push(field(name, value));
    } else {
      // As fetch sends it.
      const type = value.type === '' ? 'application/octet-stream' : value.type;
      parts.push({ name, filename: value.name, type, headers: NO_HEADERS, content: sourceOf(value)! });
    }
  }
}

function addFile(parts: Part[], name: string, given: FileGiven): void {
  if (typeof name !== 'string')
    throw new TypeError(`the name of a file's field must be a string: received ${show(name)}`);
  const [filename, content, contentType, headers] = takeApart(name, given);
  if (content === null || content === undefined) return;
  if (filename !== undefined && filename !== null && typeof filename !== 'string') {
    throw new TypeError(`the filename of file ${show(name)} must be a string or null: received ${show(filename)}`);
  }
  const type = contentType ?? (content instanceof Blob && content.type !== '' ? content.type : null);
  // As a header, so that nothing else can be slipped into the body.
  if (type !== null) mergeHeaders(NO_HEADERS, { 'Content-Type': type });
  parts.push({
    name,
    filename: filename === undefined ? (nameOf(content) ?? name) : filename,
    type,
    headers: mergeHeaders(NO_HEADERS, headers),
    content: contentOf(name, content),
  });
}

type Taken = readonly [
  filename: string | null | undefined,
  content: unknown,
  contentType: string | null | undefined,
  headers: HeadersGiven | null | undefined,
];

const KEYS = ['filename', 'content', 'contentType', 'headers'];

function takeApart(name: string, given: FileGiven): Taken {
  if (Array.isArray(given)) {
    if (given.length < 2 || given.length > 4) {
      throw new TypeError(
        `file ${show(name)} must be [filename, content, contentType?, headers?]: received ${show(given)}`,
      );
    }
    return given as unknown as Taken;
  }
  if (
    typeof given === 'object' &&
    given !== null &&
    Object.getPrototypeOf(given) === Object.prototype &&
    'content' in given
  ) {
    const strange = Object.keys(given).find((key) => !KEYS.includes(key));
    if (strange !== undefined)
      throw new TypeError(`unknown property '${strange}' of file ${show(name)}: known are ${KEYS.join(', ')}`);
    return [given.filename, given.content, given.contentType, given.headers];
  }
  return [undefined, given, undefined, undefined];
}

/** The name that the content has by itself. */
function nameOf(content: unknown): string | null {
  if (typeof content !== 'object' || content === null) return null;
  // A File, or a file that is streamed.
  const name: unknown = content instanceof Blob ? Reflect.get(content, 'name') : Reflect.get(content, 'path');
  return typeof name === 'string' && name !== '' ? basename(name) : null;
}

function contentOf(name: string, content: unknown): Uint8Array | BodySource {
  if (typeof content === 'string') return Buffer.from(content, 'utf8');
  if (ArrayBuffer.isView(content)) return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (content instanceof ArrayBuffer) return Buffer.from(content);
  const source = sourceOf(content);
  if (source !== null) return source;
  throw new TypeError(
    `the content of file ${show(name)} must be a string, bytes, a Blob or an iterable of chunks: received ${show(content)}`,
  );
}
