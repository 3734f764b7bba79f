import { readFileSync } from 'node:fs';
import { marked } from 'marked';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { entryPoints, here } from './entry-points.ts';

/** The default hub of the page runs on a host of the page's own; what stands in for a host needs the real one. */
function chooseHost(): Plugin {
  return {
    name: 'choose-host',
    enforce: 'pre',
    resolveId(source, importer) {
      if (source !== '#host') return null;
      return importer?.includes('/src/testing/') ? here('../src/hub/host-web.ts') : here('./src/run/host.ts');
    },
  };
}

/** `x.md?html` is the text as HTML without its title, so that the page needs no parser. */
function markdown(): Plugin {
  return {
    name: 'markdown',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('.md?html')) return null;
      const path = id.slice(0, -'?html'.length);
      this.addWatchFile(path);
      const text = readFileSync(path, 'utf8').replace(/^# .*\n/, '');
      return { code: `export default ${JSON.stringify(await marked.parse(text))};`, moduleType: 'js' };
    },
  };
}

const config: UserConfig = defineConfig({
  root: here('.'),
  // A folder that can be served from anywhere.
  base: './',
  resolve: { alias: entryPoints },
  plugins: [chooseHost(), markdown()],
  // The names of classes are shown: "Queue-1".
  worker: { format: 'es', plugins: () => [chooseHost()], rolldownOptions: { output: { keepNames: true } } },
  build: { target: 'es2022', outDir: 'dist', sourcemap: false, chunkSizeWarningLimit: 600 },
  server: { fs: { allow: [here('..')] } },
});

export default config;
