/**
 * Where each file of the project stands on the site, and how the links between the files become links between pages.
 */
import { existsSync } from 'node:fs';
import { posix } from 'node:path';

/** The guides in the order of the sidebar, by file; what else stands in docs/ comes behind them. */
const ORDER = [
  'README.md',
  'docs/teaching.md',
  'docs/grequests-guide.md',
  'docs/http.md',
  'docs/monkey-patching.md',
  'docs/testing.md',
  'docs/gevent-map.md',
  'docs/differences-from-gevent.md',
  'docs/architecture.md',
  'docs/benchmarks.md',
];
/** They stand last: they are for those who work on the project. */
const LAST = ['CONTRIBUTING.md', 'CHANGELOG.md'];

/** The guides of the site, given the files of docs/. */
export function guidesOf(docs) {
  const pages = docs.filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`);
  const known = ORDER.filter((file) => file === 'README.md' || pages.includes(file));
  const rest = pages.filter((file) => !ORDER.includes(file));
  rest.sort();
  return [...known, ...rest, ...LAST];
}

/** The page that is made of a file, as a path from the root of the site; undefined if none is. */
export function pageOf(file) {
  if (file === 'README.md') return '/guide/introduction.md';
  if (LAST.includes(file)) return `/guide/${file.toLowerCase()}`;
  if (file === 'lessons' || file === 'lessons/README.md') return '/lessons/index.md';
  const lesson = /^lessons\/(\d[^/]*)(\/lesson\.md)?$/.exec(file);
  if (lesson !== null) return `/lessons/${lesson[1]}.md`;
  if (file.startsWith('docs/')) return `/guide/${file.slice('docs/'.length)}`;
  return undefined;
}

const LINK = /\[([^\]\n]*)\]\((?!https?:|mailto:|#)([^)\s#]+)(#[^)\s]*)?\)/g;

/**
 * `markdown` of the project's `file`, with its links to other files turned into links to their pages. Of a file that
 * has no page the path is told.
 */
export function withSiteLinks(markdown, file) {
  return markdown.replace(LINK, (_match, text, target, anchor = '') => {
    const linked = posix.join(posix.dirname(file), target).replace(/\/$/, '');
    const page = pageOf(linked);
    if (page !== undefined) return `[${text}](${page}${anchor})`;
    if (!existsSync(new URL(`../${linked}`, import.meta.url))) {
      throw new Error(`${file} links to ${target}, which is not there`);
    }
    return text.includes(linked) ? text : `${text} (\`${linked}\` in the repository)`;
  });
}

/** The text of the first heading. */
export function titleOf(markdown) {
  return /^# (.+)$/m.exec(markdown)?.[1] ?? '';
}
