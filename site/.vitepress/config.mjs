import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { bySection, readLessons } from '../lessons.mjs';
import { guidesOf, pageOf, titleOf } from '../pages.mjs';
import { referenceSidebars } from '../sidebars.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path) => readFileSync(`${root}${path}`, 'utf8');
const reference = 'site/build/content/api/typedoc-sidebar.json';

const guides = guidesOf(readdirSync(`${root}docs`)).map((file) => ({
  text: file === 'README.md' ? 'Introduction' : titleOf(read(file)),
  link: pageOf(file).replace(/\.md$/, ''),
}));

const lessons = [...bySection(readLessons())].map(([text, members]) => ({
  text,
  items: members.map(({ slug, title }) => ({ text: title, link: `/lessons/${slug}` })),
}));

const playground = existsSync(`${root}playground/dist/index.html`)
  ? [{ text: 'Playground', link: '/playground/', target: '_self' }]
  : [];

/** As GitHub makes anchors, so that a link works in both places. */
function slugify(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

/** An empty corner of a table is no heading of anything. */
function emptyCorners(md) {
  md.core.ruler.push('empty-corners', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      if (token.type !== 'th_open' || tokens[index + 1].content !== '') continue;
      token.tag = 'td';
      tokens[index + 2].tag = 'td';
    }
  });
}

export default defineConfig({
  title: 'greenlets',
  description: 'gevent for TypeScript: cooperative greenlets on generators, and grequests',
  lang: 'en',
  base: process.env.DOCS_BASE ?? '/',
  srcDir: 'build/content',
  cacheDir: 'build/cache',
  outDir: 'dist',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${process.env.DOCS_BASE ?? '/'}logo.svg` }]],
  // They are outside VitePress; the test of the site looks at them.
  ignoreDeadLinks: [/^\/playground\//],
  vite: {
    resolve: {
      alias: [{ find: /^.*\/VPHome\.vue$/, replacement: fileURLToPath(new URL('theme/Home.vue', import.meta.url)) }],
    },
  },
  markdown: {
    anchor: { slugify },
    config: emptyCorners,
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    logo: { src: '/logo.svg', alt: '' },
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          searchOptions: {
            // The names of gevent's and requests' tests contain every word there is.
            boostDocument: (id) => (id.includes('/guide/upstream') ? 0.1 : id.includes('/api/') ? 2 : 1),
          },
        },
      },
    },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/guide/introduction', activeMatch: '^/guide/' },
      { text: 'Lessons', link: '/lessons/', activeMatch: '^/lessons/' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      ...playground,
    ],
    sidebar: {
      '/guide/': [{ text: 'Guide', items: guides }],
      '/lessons/': [{ text: 'All lessons', link: '/lessons/' }, ...lessons],
      ...referenceSidebars(existsSync(root + reference) ? JSON.parse(read(reference)) : []),
    },
  },
});
