/**
 * Builds the documentation site, or with "serve" shows it; the first time it installs what that takes.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const site = fileURLToPath(new URL('../site/', import.meta.url));

function npm(...args) {
  const { status } = spawnSync('npm', args, { cwd: site, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(`${site}node_modules`)) npm('ci', '--no-audit', '--no-fund');
const serve = process.argv[2] === 'serve';
if (!serve || !existsSync(`${site}dist/index.html`)) npm('run', '--silent', 'build');
if (serve) npm('run', '--silent', 'serve');
