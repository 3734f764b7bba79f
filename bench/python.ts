/** The rows in Python: any Python 3 for asyncio, and one that has gevent for gevent's, wherever it is. */
import { spawnSync } from 'node:child_process';
import { source } from './places.ts';
import type { Attempt, FoundPython } from './tools.ts';

/** The first in the path, and the system's own: distributions give gevent to that one. */
const CANDIDATES = [process.env['PYTHON'], 'python3', '/usr/bin/python3'].filter((path) => path !== undefined);

/** From 3.11 on: `asyncio.timeout` and `asyncio.TaskGroup`. */
const VERSION = [
  'import platform, sys',
  'assert sys.version_info >= (3, 11)',
  'print(platform.python_implementation(), platform.python_version(), end="")',
];

function find(modules: readonly string[], missing: string): Attempt<FoundPython> {
  const versions = modules.map((name) => `import ${name}; print(", ${name}", ${name}.__version__, end="")`);
  for (const path of CANDIDATES) {
    const { status, stdout } = spawnSync(path, ['-c', [...VERSION, ...versions].join('\n')], { encoding: 'utf8' });
    if (status === 0) return { found: { path, version: stdout, folder: source('python') } };
  }
  return { missing };
}

/** Find a Python for each kind of row. */
export function findPython(): Readonly<Record<'python' | 'gevent' | 'requests', Attempt<FoundPython>>> {
  return {
    python: find([], 'Python 3.11 or newer is not installed'),
    gevent: find(['gevent'], 'no Python here has gevent; Debian: apt install python3-gevent'),
    requests: find(
      ['gevent', 'requests'],
      'no Python here has gevent and requests; Debian: apt install python3-gevent python3-requests',
    ),
  };
}
