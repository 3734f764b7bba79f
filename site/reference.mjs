/**
 * The API reference: Markdown pages from the doc comments of every public entry point.
 *
 * TypeDoc reads the sources with the TypeScript of this package, as TypeScript 7 has no API for it yet.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Application, Converter, PageEvent, ReflectionKind } from 'typedoc';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The sources of the public entry points, those that export nothing left out. */
export function entryPoints() {
  const { exports } = JSON.parse(readFileSync(here('../package.json'), 'utf8'));
  return Object.values(exports)
    .flatMap((target) => (typeof target === 'string' ? [] : [target.default]))
    .map((built) => here(`../${built.replace('./dist/', 'src/').replace(/\.js$/, '.ts')}`))
    .filter((source) => /^export /m.test(readFileSync(source, 'utf8')));
}

/** TypeDoc, set up for this project. */
export async function createApplication(options = {}) {
  const app = await Application.bootstrapWithPlugins({
    name: 'API reference',
    tsconfig: here('tsconfig.json'),
    entryPoints: entryPoints(),
    plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme'],
    readme: 'none',
    // `npm run typecheck` is for that.
    skipErrorChecking: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeProtected: true,
    disableSources: true,
    logLevel: 'Warn',
    ...options,
  });
  // A module is called as it is imported, not as its file is.
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      module.name = module.name === 'index' ? 'greenlets' : `greenlets/${module.name}`;
    }
  });
  return app;
}

const isDocumented = (reflection) =>
  reflection.hasComment() || (reflection.getAllSignatures?.() ?? []).some((signature) => signature.hasComment());

/** What the entry points export, each with its page and what lacks a doc comment: it and its own methods. */
function symbolsOf(project, pages) {
  const modules = project.getReflectionsByKind(ReflectionKind.Module);
  return modules.flatMap((module) =>
    module.children.map((exported) => {
      const symbol = exported.isReference() ? exported.getTargetReflectionDeep() : exported;
      const methods = symbol.children?.filter((child) => child.kindOf(ReflectionKind.Method)) ?? [];
      return {
        module: module.name,
        name: exported.name,
        page: pages.get(symbol) ?? null,
        undocumented: [symbol, ...(symbol.kindOf(ReflectionKind.Class) ? methods : [])]
          // Those of symbols, such as an iterator, are known from the language.
          .filter((reflection) => !reflection.name.startsWith('[') && !isDocumented(reflection))
          .map((reflection) => reflection.getFriendlyFullName()),
      };
    }),
  );
}

/** Write the pages to `folder`, which stands at `docsRoot` + `/api`; returns what the entry points export. */
export async function writeReference(folder, docsRoot) {
  const app = await createApplication({
    out: folder,
    docsRoot,
    entryFileName: 'index',
    hidePageHeader: true,
    hideBreadcrumbs: false,
    useCodeBlocks: true,
    expandParameters: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'list',
    sidebar: { autoConfiguration: true, format: 'vitepress', pretty: false },
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the sources');
  const pages = new Map();
  app.renderer.on(PageEvent.BEGIN, ({ model, url }) => void pages.set(model, url));
  await app.generateOutputs(project);
  if (app.logger.hasErrors()) throw new Error('TypeDoc reported errors');
  return symbolsOf(project, pages);
}
