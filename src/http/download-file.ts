/**
 * One file that is being downloaded: beside it stands a part, which takes its name only when it is whole.
 *
 * Beside the part stands what the server called this version of it; without that nothing is resumed, as what is there
 * and what is to come might not belong together.
 */
import { readFileSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open, rename, rm, writeFile } from 'node:fs/promises';
import { each } from '../greenlet/iterate.ts';
import type { Coroutine } from '../hub/coroutine.ts';
import { until } from '../hub/until.ts';
import { ChunkedEncodingError, RequestException } from './errors.ts';
import type { Response } from './response.ts';

/** How far a file has come. */
export interface DownloadProgress {
  /** What was asked for. */
  readonly url: string;
  /** Where the file will be. */
  readonly path: string;
  /** How many bytes are there, those of an earlier attempt included. */
  readonly received: number;
  /** How many there will be; null if the server does not say. */
  readonly total: number | null;
}

/** A file, and what is there of it. */
export class DownloadFile {
  readonly url: string;
  readonly path: string;
  /** How many bytes were there already, and are asked for no more. */
  readonly offset: number;
  /** What the server called the version they are of. */
  private readonly version: string | null;
  /** How many bytes are there. */
  bytes: number;
  /** Whether what was there was of use. */
  resumed: boolean;

  constructor(url: string, path: string, resume: boolean) {
    this.url = url;
    this.path = path;
    this.version = resume ? readVersion(`${path}.part.version`) : null;
    this.offset = this.version === null ? 0 : sizeOf(`${path}.part`);
    this.bytes = 0;
    this.resumed = false;
  }

  /** What a request is to say to get what is missing: bytes as they are, counted from where we are. */
  get headers(): Record<string, string> {
    if (this.offset === 0) return { 'Accept-Encoding': 'identity' };
    return { 'Accept-Encoding': 'identity', Range: `bytes=${this.offset}-`, 'If-Range': this.version! };
  }

  /**
   * Write the body of `response` to the disk, no faster than it takes it, and give the file its name.
   *
   * @throws HTTPError; RequestException for an answer that is no file; what reading and writing throw.
   */
  *save(response: Response, tell: (progress: DownloadProgress) => void): Coroutine<void> {
    try {
      yield* this.store(response, tell);
    } finally {
      response.close();
    }
  }

  private *store(response: Response, tell: (progress: DownloadProgress) => void): Coroutine<void> {
    const part = `${this.path}.part`;
    if (this.isWhole(response)) {
      this.resumed = true;
      this.bytes = this.offset;
    } else {
      const start = this.startOf(response);
      this.resumed = start !== 0;
      this.bytes = start;
      if (start === 0) yield* this.note(response);
      const handle = yield* until(open(part, start === 0 ? 'w' : 'r+'));
      try {
        yield* this.write(handle, response, start, tell);
        yield* until(handle.sync());
      } finally {
        yield* until(handle.close());
      }
    }
    yield* until(rename(part, this.path));
    yield* until(rm(`${part}.version`, { force: true }));
  }

  /** Everything was there already: the server has no byte more. */
  private isWhole(response: Response): boolean {
    if (response.statusCode !== 416 || this.offset === 0) return false;
    if (response.header('content-range') === `bytes */${this.offset}`) return true;
    // It is of no use: the next attempt begins anew.
    rmSync(`${this.path}.part.version`, { force: true });
    return false;
  }

  /** At which byte the body begins. */
  private startOf(response: Response): number {
    const { statusCode } = response;
    if (statusCode === 200) return 0;
    const range = /^bytes (\d+)-/.exec(response.header('content-range') ?? '');
    if (statusCode === 206 && this.offset !== 0 && Number(range?.[1]) === this.offset) return this.offset;
    response.raiseForStatus();
    const { request } = response;
    throw new RequestException(`${request.method} ${response.url}: ${statusCode} is no file`, { request, response });
  }

  private *note(response: Response): Coroutine<void> {
    const path = `${this.path}.part.version`;
    const etag = response.header('etag');
    const version = etag !== null && !etag.startsWith('W/') ? etag : response.header('last-modified');
    // What comes compressed all the same cannot be counted in bytes of the file.
    const isPlain = (response.header('content-encoding') ?? 'identity') === 'identity';
    // First what is there becomes of no version: then a kill in between leaves nothing that would be resumed wrongly.
    yield* until(rm(path, { force: true }));
    yield* until(rm(`${this.path}.part`, { force: true }));
    if (version !== null && isPlain) yield* until(writeFile(path, version));
  }

  private *write(
    handle: FileHandle,
    response: Response,
    start: number,
    tell: (progress: DownloadProgress) => void,
  ): Coroutine<void> {
    const length = response.header('content-length');
    const isPlain = (response.header('content-encoding') ?? 'identity') === 'identity';
    const total = length === null || !isPlain ? null : start + Number(length);
    const { url, path } = this;
    const file = this;
    yield* each(response.iterContent(null), function* (piece) {
      for (let written = 0; written < piece.byteLength;) {
        const { bytesWritten } = yield* until(handle.write(piece, written, piece.byteLength - written, file.bytes));
        written += bytesWritten;
        file.bytes += bytesWritten;
      }
      tell({ url, path, received: file.bytes, total });
    });
    if (total === null || total === this.bytes) return;
    const { request } = response;
    throw new ChunkedEncodingError(`${request.method} ${response.url}: ${this.bytes} of ${total} bytes came`, {
      request,
    });
  }
}

function readVersion(path: string): string | null {
  try {
    return readFileSync(path, 'utf8') || null;
  } catch {
    return null;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
