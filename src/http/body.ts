/**
 * The body of a request: from `data`, `json` or `files` to what is sent.
 *
 * requests: `PreparedRequest.prepare_body`.
 */
import { Buffer } from 'node:buffer';
import { show } from '../hub/validate.ts';
import type { Data } from './body-data.ts';
import { type Content, sourceOf } from './body-source.ts';
import { type FilesGiven, hasFiles, partsOf } from './files.ts';
import type { HeaderList } from './headers.ts';
import { encodeJson } from './json-body.ts';
import { multipartBody } from './multipart.ts';
import { encodeFields, isFields } from './params.ts';

/** The options that make a body. */
export interface BodyOptions {
  readonly data?: Data;
  readonly json?: unknown;
  readonly files?: FilesGiven | null | undefined;
}

/** A body that is ready to be sent. */
export interface PreparedBody {
  readonly content: Content;
  /** The Content-Type it asks for. */
  readonly type: string | null;
  /** Whether that stands even against one that the user gave. */
  readonly insists: boolean;
}

const EMPTY: PreparedBody = { content: null, type: null, insists: false };
const FORM = 'application/x-www-form-urlencoded';

/** A body whose type is that unless the user gave one. */
function plain(content: Content, type: string | null): PreparedBody {
  return { content, type, insists: false };
}

/**
 * Make the body of `data`, `json` or `files`.
 *
 * @param headers those that the user gave: a Content-Type may have the boundary of a multipart body.
 * @throws TypeError if two have content or one is of a wrong type; InvalidJSONError.
 */
export function prepareBody(options: BodyOptions, headers: HeaderList): PreparedBody {
  const { data, json, files } = options;
  if (files !== undefined && files !== null && hasFiles(files)) {
    if (json !== undefined) throw new TypeError('files and json cannot both be given: a request has one body');
    return multipartBody(partsOf(data, files), headers);
  }
  if (data instanceof FormData) {
    if (json !== undefined) throw twoBodies();
    return multipartBody(partsOf(data, []), headers);
  }
  if (json === undefined) return fromData(data);
  if (fromData(data).content !== null) throw twoBodies();
  return plain(encodeJson(json), 'application/json');
}

function twoBodies(): TypeError {
  return new TypeError('data and json cannot both be given: a request has one body');
}

function fromData(data: Data): PreparedBody {
  if (data === undefined || data === null || data === '') return EMPTY;
  if (typeof data === 'string') return plain(data, null);
  if (ArrayBuffer.isView(data)) return bytes(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  if (data instanceof ArrayBuffer) return bytes(Buffer.from(data));
  if (isFields(data)) {
    const encoded = encodeFields(data, 'data');
    if (encoded === '') return EMPTY;
    // The charset is what fetch sends for a URLSearchParams, and requests for nothing.
    return plain(encoded, data instanceof URLSearchParams ? `${FORM};charset=UTF-8` : FORM);
  }
  const source = sourceOf(data);
  // A Blob tells its type, as in fetch.
  if (source !== null) return plain(source, data instanceof Blob && data.type !== '' ? data.type : null);
  throw new TypeError(
    `data must be a string, bytes, an object or pairs of form fields, a FormData, a Blob or an iterable of chunks: received ${show(data)}`,
  );
}

function bytes(content: Uint8Array): PreparedBody {
  return content.byteLength === 0 ? EMPTY : plain(content, null);
}
