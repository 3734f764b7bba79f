/**
 * The page itself: what it weighs, whether everybody can use it, and its keys.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { dist } from '../support/site.ts';
import { hasBrowser, position, press, visit, visits } from '../support/visit.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds wrong, each as its rule and where. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> };
    };
    const result = await axe.run();
    return result.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  });
}

visits();

describe.skipIf(!hasBrowser)('the page', () => {
  test('weighs less than 300 kB gzip before the editor is opened', async () => {
    const requested = new Set<string>();
    const page = await visit();
    page.on('request', (request) => requested.add(new URL(request.url()).pathname));
    await page.reload({ waitUntil: 'networkidle' });
    await page.waitForSelector('.tree');
    await press('End', 'Home');
    const sizes = [...requested].map((path) => {
      const file = path.replace(/^\/playground\//, '') || 'index.html';
      return { file, size: gzipSync(readFileSync(`${dist}/${file}`)).length };
    });
    const total = sizes.reduce((sum, { size }) => sum + size, 0);
    console.log(`${(total / 1000).toFixed(0)} kB gzip in ${sizes.length} files before the editor is opened`);
    expect(sizes.some(({ file }) => file.includes('worker'))).toBe(true);
    expect(sizes.some(({ file }) => file.includes('editor'))).toBe(false);
    expect(total).toBeLessThan(300_000);
  });

  test.each(['light', 'dark'] as const)('has no violations in the %s theme', async (colorScheme) => {
    const page = await visit({ lesson: '22-deadlock', cursor: 33 }, { colorScheme });
    expect(await violations(page)).toEqual([]);
    await press('i');
    await page.locator('.cm-content').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('has no violations in its dialogs, large, and on a phone', async () => {
    const page = await visit({ lesson: '12-queues', cursor: 40 }, { viewport: { width: 390, height: 844 } });
    expect(await violations(page)).toEqual([]);
    await press('b', '?');
    expect(await violations(page)).toEqual([]);
    await press('Escape', 'x');
    await page.getByText('in 50 schedules').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('fits a phone without scrolling sideways', async () => {
    const page = await visit({ lesson: '10-events', cursor: 40 }, { viewport: { width: 390, height: 844 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });

  test('is played by keys, and says each event', async () => {
    const page = await visit({ lesson: '01-taking-turns' });
    await press('ArrowRight');
    expect(await position()).toMatch(/^event 1 of/);
    const caption = page.locator('.caption');
    expect(await caption.getAttribute('aria-live')).toBe('polite');
    const first = await caption.textContent();
    await press('ArrowRight');
    expect(await caption.textContent()).not.toBe(first);
    await press('End', 'Space');
    await page.waitForFunction(() => /^event [1-9] of/.test(document.querySelector('.position .count')!.textContent));
  });

  test('keeps the theme that was chosen', async () => {
    const page = await visit({}, { colorScheme: 'light' });
    await press('t');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.reload();
    await page.waitForSelector('.tree');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  });

  test('goes where the timeline is clicked', async () => {
    const page = await visit({ lesson: '01-taking-turns' });
    const box = (await page.locator('.lane-scroll').boundingBox())!;
    await page.mouse.click(box.x + box.width - 4, box.y + 40);
    const [, at, of] = /event (\d+) of (\d+)/.exec(await position())!;
    expect(at).toBe(of);
  });
});
