/**
 * A visit to the page: one browser for a file of tests, one fresh page for each test.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type Shared, toHash } from '../../src/model/share.ts';
import { launchBrowser, missingBrowser } from './browser.ts';
import { serveSite, type Site } from './site.ts';

/** Whether there is a browser to test with. */
export const hasBrowser: boolean = missingBrowser === null;

let site: Site;
let browser: Browser;
let page: Page;
let problems: string[];

/** Set up visits for the tests of this file. A test fails if its page has logged an error. */
export function visits(): void {
  beforeAll(async () => {
    if (!hasBrowser) return;
    site = await serveSite();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  beforeEach(() => {
    problems = [];
  });
  afterEach(async () => {
    if (!hasBrowser) return;
    await page.close();
    expect(problems).toEqual([]);
  });
}

/** Open the page, with what a link says, and wait until its program has been run. */
export async function visit(
  link: Partial<Shared> = {},
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<Page> {
  page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  const plain: Shared = {
    lesson: null,
    source: null,
    language: 'ts',
    schedule: { seed: null, blow: null },
    cursor: null,
  };
  await page.goto(site.address + toHash({ ...plain, ...link }));
  await settled();
  return page;
}

/** Wait until no program is running. */
export async function settled(): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('.top-bar .status')?.textContent !== 'running…' &&
      document.querySelector('.tree, .needs-node, .refusal') !== null,
    null,
    { timeout: 30_000 },
  );
}

/** The lines in the console at the cursor. */
export function printed(): Promise<string[]> {
  return page.locator('.printed .text').allTextContents();
}

/** All that the panes show, canvases included. */
export function picture(): Promise<string[]> {
  return page.evaluate(() => {
    const canvases = [...document.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL());
    return [document.querySelector('main')!.innerHTML, document.querySelector('.caption')!.textContent, ...canvases];
  });
}

/** Press keys one after another. */
export async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** The position of the cursor, as it is shown. */
export async function position(): Promise<string> {
  return (await page.locator('.position .count').textContent()) ?? '';
}
