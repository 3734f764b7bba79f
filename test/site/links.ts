/**
 * The links of a static site, and those among them that lead nowhere.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SITE = 'http://site';
const ATTRIBUTE = /\s(?:href|src)="([^"]*)"/g;
const ID = /\sid="([^"]*)"/g;

/** What an attribute says, without HTML's entities. */
const plain = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** The HTML pages of `folder`, by path from its root: `/guide/http.html`. */
export function readPages(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
  return new Map(names.map((name) => [`/${name.replaceAll('\\', '/')}`, readFileSync(join(folder, name), 'utf8')]));
}

/** The file that a server gives for `path`; undefined if there is none. */
function fileFor(folder: string, path: string): string | undefined {
  const tries = path.endsWith('/') ? [`${path}index.html`] : [path, `${path}.html`];
  return tries.find((name) => existsSync(join(folder, name)) && statSync(join(folder, name)).isFile());
}

/** Every link within the site that leads to no file, or to no element of its page, as "page -> link". */
export function brokenLinks(folder: string): string[] {
  const pages = readPages(folder);
  const ids = new Map<string, Set<string>>();
  for (const [page, html] of pages) ids.set(page, new Set([...html.matchAll(ID)].map((match) => plain(match[1]!))));

  const isThere = ({ pathname, hash }: URL): boolean => {
    const file = fileFor(folder, decodeURIComponent(pathname));
    if (file === undefined) return false;
    // What stands behind the # of the playground is a program, not a place.
    if (hash === '' || file.startsWith('/playground/')) return true;
    return ids.get(file)?.has(decodeURIComponent(hash.slice(1))) ?? false;
  };

  const broken = new Set<string>();
  for (const [page, html] of pages) {
    for (const [, link] of html.matchAll(ATTRIBUTE)) {
      const target = new URL(plain(link!), SITE + page);
      if (target.origin === SITE && !isThere(target)) broken.add(`${page} -> ${link}`);
    }
  }
  return [...broken];
}
