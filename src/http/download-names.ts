/**
 * The names of downloaded files.
 */
import { join } from 'node:path';
import { show } from '../hub/validate.ts';

/** What no file system would take, or would take for something else. */
// oxlint-disable-next-line no-control-regex -- these are what is to be found
const UNFIT = /[\0-\x1f\x7f/\\:*?"<>|]/g;

/** Leaves room for ".part.version" in the 255 bytes that a name may have. */
const MAX_BYTES = 230;

/** The last part of the path of a URL, as a name. */
function nameOf(url: string): string {
  const last = url
    .replace(/[?#].*$/s, '')
    .replace(/^[^:]*:\/\/[^/]*/, '')
    .split('/')
    .pop()!;
  let name = last;
  try {
    name = decodeURIComponent(last);
  } catch {
    // It is no UTF-8: then as it is.
  }
  name = name.replace(UNFIT, '_');
  while (Buffer.byteLength(name) > MAX_BYTES) name = name.slice(1);
  return name === '' || name === '.' || name === '..' ? 'index' : name;
}

function checkName(name: unknown): string {
  const isName = typeof name === 'string' && name !== '' && name !== '.' && name !== '..' && !/[\0/\\]/.test(name);
  if (!isName) throw new TypeError(`name must return the name of a file, without a folder: received ${show(name)}`);
  return name;
}

/** Where each of `urls` is to be: a second file of a name gets a number. */
export function pathsOf(
  urls: readonly string[],
  folder: string,
  namer: ((url: string, index: number) => string) | undefined,
): string[] {
  const taken = new Set<string>();
  return urls.map((url, index) => {
    const wanted = namer === undefined ? nameOf(url) : checkName(namer(url, index));
    const dot = wanted.lastIndexOf('.');
    const [stem, extension] = dot > 0 ? [wanted.slice(0, dot), wanted.slice(dot)] : [wanted, ''];
    let name = wanted;
    // Some file systems do not tell upper case from lower.
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${stem}-${number}${extension}`;
    taken.add(name.toLowerCase());
    return join(folder, name);
  });
}
