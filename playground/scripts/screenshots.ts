/**
 * The pictures of the page in `docs/images`, taken from the page itself.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { type Shared, toHash } from '../src/model/share.ts';
import { launchBrowser, missingBrowser } from '../test/support/browser.ts';
import { buildSite, serveSite } from '../test/support/site.ts';

/** One picture: what the page is opened with, and what is done before it is taken. */
interface Shot {
  readonly name: string;
  readonly link: Partial<Shared>;
  readonly dark?: boolean;
  readonly phone?: boolean;
  readonly act?: (page: Page) => Promise<void>;
}

const SHOTS: readonly Shot[] = [
  { name: 'queue', link: { lesson: '12-queues', cursor: 60 } },
  { name: 'events-dark', link: { lesson: '10-events', cursor: 47 }, dark: true },
  {
    name: 'exercise',
    link: { lesson: '01-taking-turns' },
    act: async (page) => page.locator('.exercise').scrollIntoViewIfNeeded(),
  },
  { name: 'deadlock', link: { lesson: '22-deadlock', cursor: 33 } },
  { name: 'requests', link: { lesson: '23-many-requests', cursor: 46 } },
  {
    name: 'schedules',
    link: { lesson: '16-races', cursor: 0 },
    act: async (page) => {
      await page.keyboard.press('x');
      await page.getByText('in 50 schedules').waitFor();
    },
  },
  {
    name: 'large',
    link: { lesson: '13-bounded-queue', cursor: 40 },
    act: async (page) => {
      await page.keyboard.press('l');
      await page.keyboard.press('b');
    },
  },
  {
    name: 'phone',
    link: { lesson: '10-events', cursor: 47 },
    phone: true,
    act: async (page) => page.locator('.timeline').evaluate((timeline) => timeline.scrollIntoView()),
  },
];

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));

if (missingBrowser !== null) throw new Error(missingBrowser);
mkdirSync(folder, { recursive: true });
await buildSite();
const site = await serveSite();
const browser = await launchBrowser();
try {
  for (const { name, link, dark = false, phone = false, act } of SHOTS) {
    const page = await browser.newPage({
      viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
      colorScheme: dark ? 'dark' : 'light',
    });
    const plain: Shared = {
      lesson: null,
      source: null,
      language: 'ts',
      schedule: { seed: null, blow: null },
      cursor: null,
    };
    await page.goto(site.address + toHash({ ...plain, ...link }), { waitUntil: 'networkidle' });
    await page.waitForSelector('.tree');
    await act?.(page);
    // The type of the canvas comes with the fonts.
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await page.waitForTimeout(200);
    await page.screenshot({ path: `${folder}playground-${name}.png` });
    await page.close();
  }
} finally {
  await browser.close();
  await site.close();
}
