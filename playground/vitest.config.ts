import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { entryPoints, here } from './entry-points.ts';

/** The tests of the page, apart from those of the package: they need what is installed here, and a browser. */
const config: ViteUserConfig = defineConfig({
  root: here('.'),
  // In the tests themselves the package runs in Node.
  resolve: { alias: [...entryPoints, { find: '#host', replacement: here('../src/hub/host-node.ts') }] },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    pool: 'forks',
    // One browser at a time: they are measured too.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

export default config;
