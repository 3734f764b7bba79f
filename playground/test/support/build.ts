/**
 * Builds the page before the tests, so that they visit what would be published.
 */
import { missingBrowser } from './browser.ts';
import { buildSite } from './site.ts';

export async function setup(): Promise<void> {
  if (missingBrowser === null) await buildSite();
  else console.log(`The tests in the browser are skipped: ${missingBrowser}`);
}
