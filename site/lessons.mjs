/**
 * The pages of the lessons.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => readFileSync(`${root}${path}`, 'utf8');

function readLesson(slug) {
  const own = `lessons/${slug}/expected.ts.txt`;
  return {
    ...JSON.parse(read(`lessons/${slug}/lesson.json`)),
    slug,
    text: read(`lessons/${slug}/lesson.md`),
    typescript: read(`examples/lessons/${slug}.ts`),
    python: read(`examples/lessons/${slug}.py`),
    output: existsSync(root + own) ? read(own) : read(`lessons/${slug}/expected.txt`),
  };
}

/** All lessons, in order. */
export function readLessons() {
  const slugs = readdirSync(`${root}lessons`).filter((name) => /^\d/.test(name));
  slugs.sort();
  return slugs.map(readLesson);
}

/** The lessons that are still to come. */
export function readMissing() {
  return JSON.parse(read('lessons/missing.json'));
}

/** Lessons or missing ones by section, in order. */
export function bySection(lessons) {
  const sections = new Map();
  for (const lesson of lessons) {
    const members = sections.get(lesson.section);
    if (members === undefined) sections.set(lesson.section, [lesson]);
    else members.push(lesson);
  }
  return sections;
}

const backwards = (line) => [...line].toReversed().join('');

/** The lines in another order, the same at each build: by their text read backwards. */
function shuffled(lines) {
  const mixed = lines.toSorted((a, b) => backwards(a).localeCompare(backwards(b)));
  return mixed.join('\n') === lines.join('\n') ? mixed.toReversed() : mixed;
}

const fence = (language, code) => `\`\`\`${language}\n${code.replace(/\n?$/, '\n')}\`\`\`\n`;

/** The page of one lesson. */
export function lessonPage({ slug, text, typescript, python, output, runsIn, exercise, differs }, hasPlayground) {
  const inBrowser = runsIn.includes('browser');
  const playground = `<p><a class="open-playground" href="/playground/#lesson=${slug}" target="_self">Open this lesson in the playground</a></p>`;
  const run = `${inBrowser ? 'In a clone of the project' : 'This one needs Node. In a clone of the project'}: \`node --conditions=greenlets-source --import tsx examples/lessons/${slug}.ts\``;
  const second = text.indexOf('\n## ');
  return [
    text.slice(0, second),
    '## The program',
    `::: code-group\n${fence('ts [TypeScript]', typescript)}${fence('python [Python, with gevent]', python)}:::`,
    ...(inBrowser && hasPlayground ? [playground] : []),
    run,
    '## Predict the order',
    exercise.question,
    fence('text', shuffled(exercise.answer).join('\n')),
    `::: details The right order\n${fence('text', exercise.answer.join('\n'))}:::`,
    text.slice(second),
    '## What it prints',
    differs === undefined
      ? 'The program in Python prints the same, to the letter.'
      : `The program in Python prints something else: ${differs}.`,
    `::: details The whole output\n${fence('text', output)}:::`,
  ].join('\n\n');
}

/** The list of all lessons. */
export function indexPage(lessons, missing) {
  const items = (section) => [
    ...lessons.filter((lesson) => lesson.section === section).map(({ slug, title }) => `1. [${title}](./${slug}.md)`),
    ...missing
      .filter((lesson) => lesson.section === section)
      .map(({ title, needs }) => `1. ${title} _(not in the package yet: it needs ${needs})_`),
  ];
  return [
    '# Lessons',
    'Learn how greenlets work, one idea at a time. Each lesson is a page of text with a program that runs, an exercise in which you predict what it prints, and the same program in Python beside it. What our programs print is what real gevent prints.',
    'They follow the well-known gevent tutorial, and go on where it ends.',
    ...[...bySection([...lessons, ...missing]).keys()].map(
      (section) => `## ${section}\n\n${items(section).join('\n')}`,
    ),
  ].join('\n\n');
}
