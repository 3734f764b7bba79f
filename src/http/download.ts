/**
 * download: many files to the disk, so many at a time.
 */
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Coroutine } from '../hub/coroutine.ts';
import { type Operation, operation } from '../hub/operation.ts';
import { until } from '../hub/until.ts';
import { show } from '../hub/validate.ts';
import { AsyncRequest } from './async-request.ts';
import { checkMapOptions, commonOptions, MAP_OPTIONS, type MapOptions } from './batch-options.ts';
import { DownloadFile, type DownloadProgress } from './download-file.ts';
import { map } from './map.ts';
import { checkFlag, checkHook, checkOptions, VERB_OPTIONS, type VerbOptions } from './options.ts';
import { pathsOf } from './download-names.ts';
import { type HeaderValue, linesOf } from './headers.ts';

/** The options of `download`; `size` is 4 by default, the others are those of `map`. */
export interface DownloadOptions extends Pick<
  MapOptions,
  'size' | 'perHost' | 'rate' | 'retries' | 'timeout' | 'session' | 'signal' | 'gtimeout'
> {
  /** The options of each request: headers, verify, proxies and so on. */
  request?: Omit<VerbOptions, 'stream' | 'callback'> | undefined;
  /** The name of each file, in place of the last part of its URL. */
  name?: ((url: string, index: number) => string) | undefined;
  /** Go on with what an earlier attempt has left; true by default. */
  resume?: boolean | undefined;
  /** Called with each piece that is on the disk. */
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/** What has come of one file. */
export type Downloaded =
  | {
      /** It is there. */
      readonly ok: true;
      /** Where it came from. */
      readonly url: string;
      /** The file. */
      readonly path: string;
      /** Its size. */
      readonly bytes: number;
      /** Whether a part of it was there already. */
      readonly resumed: boolean;
    }
  | {
      /** It failed. */
      readonly ok: false;
      /** Where it was to come from. */
      readonly url: string;
      /** The file that it was to be. */
      readonly path: string;
      /** Why. */
      readonly error: unknown;
    };

const BATCH_OPTIONS = ['size', 'perHost', 'rate', 'retries', 'timeout', 'session', 'signal', 'gtimeout'];
const OPTIONS: readonly string[] = [...BATCH_OPTIONS, 'request', 'name', 'resume', 'onProgress'];
const REQUEST_OPTIONS = VERB_OPTIONS.filter((name) => name !== 'stream' && name !== 'callback');
const SIZE = 4;

/**
 * Download files into a folder.
 *
 * ```ts
 * const files = yield* grequests.download(urls, 'images', { size: 8, retries: 3 });
 * ```
 *
 * Each body is written as it comes, and read no faster than it is written, to a file `….part`, which takes its name when it
 * is whole and on the disk: whatever ends the download, a file that has its name is complete. A part that was left is gone
 * on with by the next call, if the server still has the same version (by If-Range), else begun anew.
 *
 * @param urls what to download. A file is named after the last part of its URL; a second one of a name gets a number.
 * @param folder made if it is not there
 * @param options see `DownloadOptions`
 * @returns what has come of each, in order: one that fails, also by its status, does not end the others. `retries` are for
 *   getting a response; a body that breaks leaves a part. A kill or a timeout ends all of them.
 * @throws at the call TypeError, RangeError and what is wrong with a URL; what `onProgress` throws is the failure of its file.
 */
export function download(
  urls: Iterable<string | URL>,
  folder: string,
  options: DownloadOptions = {},
): Operation<Downloaded[]> {
  checkOptions(options, OPTIONS);
  checkHook(options.name, 'name');
  checkHook(options.onProgress, 'onProgress');
  checkFlag(options.resume, 'resume');
  checkOptions(options.request, REQUEST_OPTIONS);
  if (typeof folder !== 'string' || folder === '')
    throw new TypeError(`folder must be a path: received ${show(folder)}`);
  if (typeof urls !== 'object' || urls === null || !(Symbol.iterator in urls)) {
    throw new TypeError(`urls must be an iterable of URLs: received ${show(urls)}`);
  }
  const list = [...urls].map(String);
  const paths = pathsOf(list, resolve(folder), options.name);
  // All that can be wrong is to be said now, and not once some of the files are there.
  for (const url of list) new AsyncRequest('GET', url, options.request);
  const { perHost, rate, retries, timeout, session, signal, gtimeout } = options;
  const { size = SIZE } = options;
  const batch: MapOptions = { size, perHost, rate, retries, timeout, session, signal, gtimeout };
  commonOptions(batch, MAP_OPTIONS, SIZE, []);
  checkMapOptions(batch);
  return operation('grequests.download', () => run(list, paths, resolve(folder), options, batch));
}

function* run(
  urls: readonly string[],
  paths: readonly string[],
  folder: string,
  options: DownloadOptions,
  batch: MapOptions,
): Coroutine<Downloaded[]> {
  yield* until(mkdir(folder, { recursive: true }));
  const files = urls.map((url, index) => new DownloadFile(url, paths[index]!, options.resume ?? true));
  const tell = options.onProgress ?? (() => undefined);
  const requests = files.map(
    (file) =>
      new AsyncRequest('GET', file.url, {
        ...options.request,
        headers: withHeaders(options.request?.headers, file.headers),
        stream: true,
        callback: (response) => file.save(response, tell),
      }),
  );
  const results = yield* map(requests, { ...batch, settled: true });
  return results.map((result, index): Downloaded => {
    const { url, path, bytes, resumed } = files[index]!;
    return result.ok ? { ok: true, url, path, bytes, resumed } : { ok: false, url, path, error: result.error };
  });
}

/** The user's headers, and ours in place of those of the same name. */
function withHeaders(given: VerbOptions['headers'], ours: Readonly<Record<string, string>>): [string, HeaderValue][] {
  const names = new Set(Object.keys(ours).map((name) => name.toLowerCase()));
  const theirs = given === undefined || given === null ? [] : [...linesOf(given)];
  return [...theirs.filter(([name]) => !names.has(name.toLowerCase())), ...Object.entries(ours)] as [
    string,
    HeaderValue,
  ][];
}
