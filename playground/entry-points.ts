/**
 * The package as the page has it: from its sources.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of a file that is given from here. */
export const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const { exports } = JSON.parse(readFileSync(here('../package.json'), 'utf8')) as {
  exports: Record<string, string | { default: string }>;
};
/** Where each public entry point stands: `greenlets/x` is what `exports` makes of `./x`. */
export const entryPoints: { find: RegExp; replacement: string }[] = Object.entries(exports).flatMap(([name, target]) =>
  typeof target === 'string'
    ? []
    : [
        {
          find: new RegExp(`^greenlets${name.slice(1)}$`),
          replacement: here(target.default.replace('./dist/', '../src/').replace(/\.js$/, '.ts')),
        },
      ],
);
