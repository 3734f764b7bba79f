/**
 * The API reference: Markdown pages from the doc comments of every public entry point.
 *
 * TypeDoc reads the sources with the TypeScript of this package, as TypeScript 7 has no API for it yet.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Application, Converter, Logger, PageEvent, ReflectionKind } from 'typedoc';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The sources of the public entry points, those that export nothing left out. */
export function entryPoints() {
  const { exports } = JSON.parse(readFileSync(here('../package.json'), 'utf8'));
  return Object.values(exports)
    .flatMap((target) => (typeof target === 'string' ? [] : [target.default]))
    .map((built) => here(`../${built.replace('./dist/', 'src/').replace(/\.js$/, '.ts')}`))
    .filter((source) => /^export /m.test(readFileSync(source, 'utf8')));
}

/** What needs a doc comment. */
const DOCUMENTED = [
  'Accessor',
  'Class',
  'Enum',
  'EnumMember',
  'Function',
  'Interface',
  'Method',
  'Property',
  'TypeAlias',
  'Variable',
];

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
    requiredToBeDocumented: DOCUMENTED,
    validation: {
      notDocumented: true,
      notExported: false,
      invalidLink: false,
      invalidPath: false,
      rewrittenLink: false,
    },
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

/** What lacks a doc comment, down to the last property, as TypeDoc itself finds it. */
function undocumentedIn(app, project) {
  const found = [];
  const { logger } = app;
  app.logger = new (class extends Logger {
    validationWarning(message) {
      found.push(message);
    }
  })();
  app.validate(project);
  app.logger = logger;
  // Methods named by symbols, such as an iterator, are known from the language; a setter is told of with its getter.
  return found.filter((message) => !/\.\[\w+\] \(CallSignature\)|\(SetSignature\)/.test(message));
}

/** What the entry points export, each with its page. */
function symbolsOf(project, pages) {
  return project.getReflectionsByKind(ReflectionKind.Module).flatMap((module) =>
    module.children.map((exported) => {
      const symbol = exported.isReference() ? exported.getTargetReflectionDeep() : exported;
      return { module: module.name, name: exported.name, page: pages.get(symbol) ?? null };
    }),
  );
}

/** Write the pages to `folder`, at `docsRoot` + `/api`; returns what the entry points export, and what of it lacks a comment. */
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
  return { symbols: symbolsOf(project, pages), undocumented: undocumentedIn(app, project) };
}
