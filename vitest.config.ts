import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Every public entry point, from the sources instead of dist: `greenlets/x` is what `exports` makes of `./x`. */
const { exports } = JSON.parse(readFileSync(here('./package.json'), 'utf8')) as {
  exports: Record<string, string | { default: string }>;
};
const entryPoints = Object.entries(exports).flatMap(([name, target]) =>
  typeof target === 'string'
    ? []
    : [
        {
          find: new RegExp(`^greenlets${name.slice(1)}$`),
          replacement: here(target.default.replace('./dist/', './src/').replace(/\.js$/, '.ts')),
        },
      ],
);

const config: ViteUserConfig = defineConfig({
  resolve: {
    alias: [...entryPoints, { find: '#host', replacement: here('./src/hub/host-node.ts') }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    typecheck: {
      enabled: true,
      include: ['test/types/**/*.test-d.ts'],
      tsconfig: './tsconfig.json',
    },
    // Two processes, as the machines have two cores at least; a process each, as tests start children and listen to
    // signals.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    restoreMocks: true,
    // A test that leaves a promise rejected or an error uncaught has failed, whatever it asserted.
    dangerouslyIgnoreUnhandledErrors: false,
  },
});

export default config;
