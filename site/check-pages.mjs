/**
 * Opens pages of the built site in Chromium, in light and dark, and prints what is wrong with them as JSON: what axe
 * finds, errors on the console, requests that leave the site, and the title that a search for "semaphore" finds first.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { serve } from 'vitepress';
import { fileURLToPath } from 'node:url';

const PAGES = [
  '/',
  '/guide/introduction.html',
  '/lessons/',
  '/lessons/22-deadlock.html',
  '/api/greenlets/',
  '/api/greenlets/classes/Pool.html',
];

const wrong = [];
const log = console.log;
// VitePress says where it serves; what is printed here is for a program.
console.log = console.error;
const { server } = await serve({ root: fileURLToPath(new URL('.', import.meta.url)), port: 0 });
if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.argv[2], args: ['--no-sandbox'] });
let found = '';
try {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && wrong.push(`${page.url()}: ${message.text()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('data:')) wrong.push(`asks ${request.url()}`);
  });
  const check = async (path, colorScheme, axe) => {
    await page.emulateMedia({ colorScheme });
    const { violations } = await axe.analyze();
    for (const { id, nodes } of violations) wrong.push(`${path} in ${colorScheme}: ${id} in ${nodes[0].html}`);
  };
  for (const path of PAGES) {
    await page.goto(base + path, { waitUntil: 'networkidle' });
    await check(path, 'light', new AxeBuilder({ page }));
    // Only the colours differ.
    await check(path, 'dark', new AxeBuilder({ page }).withRules(['color-contrast']));
  }
  await page.keyboard.press('Control+k');
  await page.getByRole('searchbox').fill('semaphore');
  found = await page.locator('.VPLocalSearchBox .result .titles').first().innerText();
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}
log(JSON.stringify({ wrong, found }));
