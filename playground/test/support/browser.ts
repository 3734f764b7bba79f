/**
 * A real browser: Debian's Chromium, or the one that `CHROMIUM` names.
 */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const path = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Why there is no browser; null if there is one. */
export const missingBrowser: string | null = existsSync(path)
  ? null
  : `there is no browser at ${path}: install Debian's chromium, or name another with CHROMIUM`;

/** Start it. */
export function launchBrowser(): Promise<Browser> {
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--headless=new', '--disable-gpu', ...quiet],
  });
}
