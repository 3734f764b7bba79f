/**
 * Builds the site into dist: guides, lessons and the API reference, and the playground if it has been built.
 *
 * The pages are put together in build/content, which VitePress reads.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { indexPage, lessonPage, readLessons, readMissing } from './lessons.mjs';
import { guidesOf, pageOf, withSiteLinks } from './pages.mjs';
import { writeReference } from './reference.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..');
const content = join(here, 'build', 'content');
const playground = join(root, 'playground', 'dist');

function write(page, text) {
  const path = join(content, page);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function writeGuides() {
  const docs = readdirSync(join(root, 'docs'));
  for (const file of guidesOf(docs)) write(pageOf(file), withSiteLinks(readFileSync(join(root, file), 'utf8'), file));
  for (const file of docs) {
    if (!file.endsWith('.md')) cpSync(join(root, 'docs', file), join(content, 'guide', file), { recursive: true });
  }
}

function writeLessons(hasPlayground) {
  const lessons = readLessons();
  write('lessons/index.md', indexPage(lessons, readMissing()));
  for (const lesson of lessons) write(`lessons/${lesson.slug}.md`, lessonPage(lesson, hasPlayground));
}

const hasPlayground = existsSync(join(playground, 'index.html'));
rmSync(content, { recursive: true, force: true });
write('index.md', readFileSync(join(here, 'home.md'), 'utf8'));
cpSync(join(here, 'public'), join(content, 'public'), { recursive: true });
writeGuides();
writeLessons(hasPlayground);
const reference = await writeReference(join(content, 'api'), content);
writeFileSync(join(here, 'build', 'reference.json'), JSON.stringify(reference, null, 2));
await build(here);
if (hasPlayground) cpSync(playground, join(here, 'dist', 'playground'), { recursive: true });
else console.log('without the playground: it has not been built');
