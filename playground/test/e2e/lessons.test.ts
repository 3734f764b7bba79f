/**
 * Each lesson in a real browser: it prints what real gevent prints, plays to and fro, and its exercise tells right from
 * wrong.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasBrowser, picture, press, printed, visit, visits } from '../support/visit.ts';

interface Card {
  readonly title: string;
  readonly runsIn: readonly string[];
  readonly exercise: { readonly question: string; readonly answer: readonly string[] };
}

const folder = new URL('../../../lessons/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, folder), 'utf8');
const lessons = readdirSync(folder)
  .filter((name) => existsSync(new URL(`${name}/lesson.json`, folder)))
  .map((slug) => ({ slug, card: JSON.parse(read(`${slug}/lesson.json`)) as Card }));

/** What the program prints: recorded from gevent, or from ours where that differs on purpose. */
function expected(slug: string): string[] {
  const own = new URL(`${slug}/expected.ts.txt`, folder);
  return read(existsSync(own) ? `${slug}/expected.ts.txt` : `${slug}/expected.txt`)
    .trimEnd()
    .split('\n');
}

/** Sort the lines of the exercise with the buttons beside them. */
async function sortLines(page: Page, answer: readonly string[]): Promise<void> {
  for (const [place, line] of answer.entries()) {
    const lines = await page.locator('.sortable code').allTextContents();
    for (let at = lines.indexOf(line, place); at > place; at--) {
      await page.locator('.sortable li').nth(at).getByRole('button').first().press('Enter');
    }
  }
}

visits();

describe.skipIf(!hasBrowser)('every lesson', () => {
  test.each(lessons.filter(({ card }) => card.runsIn.includes('browser')))(
    '$slug',
    async ({ slug, card: { title, exercise } }) => {
      const page = await visit({ lesson: slug });
      expect(await page.locator('aside h2').first().textContent()).toBe(title);

      // An attempt before anything was played: the shuffled order is wrong, the right one is accepted.
      await page.getByRole('button', { name: 'Check' }).click();
      await page.locator('.verdict.wrong').waitFor();
      await sortLines(page, exercise.answer);
      await page.getByRole('button', { name: 'Check' }).click();
      await page.locator('.verdict.right').waitFor();

      await press('End');
      expect(await printed()).toEqual(expected(slug).slice(-100));

      // Forward and back again to the same picture, by each stride.
      await press('Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'ArrowRight', 'ArrowRight');
      const there = await picture();
      await press('ArrowRight', 'ArrowLeft');
      expect(await picture()).toEqual(there);
      await press('ArrowLeft', 'ArrowLeft', 'Shift+ArrowLeft', 'End', 'Home');
      await press('Shift+ArrowRight', 'Shift+ArrowRight', 'ArrowRight', 'ArrowRight');
      expect(await picture()).toEqual(there);
    },
  );

  test.each(lessons.filter(({ card }) => !card.runsIn.includes('browser')))(
    '$slug needs Node: its recording is played, with the program',
    async ({ slug }) => {
      const page = await visit({ lesson: slug });
      expect(await page.locator('aside .note').textContent()).toContain('needs Node');
      await press('End');
      expect(await printed()).toEqual(expected(slug));
      await press('Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight');
      const there = await picture();
      expect(await page.locator('.source .code .parked .name').count()).toBeGreaterThan(0);
      await press('ArrowRight', 'ArrowLeft');
      expect(await picture()).toEqual(there);
      // It cannot be run here, but what is made of it can.
      expect(await page.getByRole('button', { name: 'run', exact: true }).count()).toBe(0);
    },
  );
});
