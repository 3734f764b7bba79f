/**
 * The rules of the house about who may import whom, checked on the text of the sources: no parser, no dependency.
 *
 * Imports point downwards only, type-only imports included. `check` takes a map of files instead of reading the disk,
 * so that a test can show each rule failing.
 */
import { builtinModules } from 'node:module';
import { posix } from 'node:path';

/** The project as the checker sees it: text by path from the project's root, and what package.json says. */
export interface Project {
  readonly files: ReadonlyMap<string, string>;
  readonly manifest: {
    readonly name: string;
    readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
    readonly dependencies?: Readonly<Record<string, string>>;
  };
}

/** From the bottom up: each may import itself and those before it. */
const FLOORS = ['hub', 'greenlet', 'sync', 'pool', 'io', 'http'];
/** Beside the floors, with all they may import. Nothing on a floor may import them. */
const SIDES: Readonly<Record<string, readonly string[]>> = {
  monkey: ['hub', 'greenlet', 'io'],
  trace: ['hub', 'greenlet'],
  testing: ['hub', 'greenlet', 'sync', 'pool', 'trace'],
};
/** Programs: of this package they see the public entry points, and their own files. */
const PROGRAMS = ['src/cli', 'playground', 'examples', 'bench'];
/** Runs in a browser: no module of Node's. */
const PORTABLE = ['hub', 'greenlet', 'sync', 'pool', 'trace', 'testing'];
/** Needs nothing from npm. */
const SELF_RELIANT = ['hub', 'greenlet', 'sync', 'pool'];
/** The packages that only one folder may import. */
const RESERVED: Readonly<Record<string, string>> = { undici: 'http' };
/** The one file of the core that is for Node, and its twin; `#host` is either. */
const HOSTS = ['src/hub/host-node.ts', 'src/hub/host-web.ts'];
/** The folders that may ask for it: the hub, and the virtual host that stands in for it. */
const CHOOSERS: readonly (string | null)[] = ['hub', 'testing'];

const builtins = new Set(builtinModules);
const COMMENT = /\/\*[^]*?\*\/|\/\/[^\n]*/;
const STRING = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/;
const TEMPLATE = /`(?:\\[^]|[^`\\])*`/;
const LEXER = new RegExp(`(${COMMENT.source})|(${STRING.source})|(${TEMPLATE.source})`, 'g');
const IMPORT =
  /\b(?:import|export)\s+(?:type\s+)?[\w$*\s{},]*?\bfrom\s*['"]([^'"\n]+)['"]|\bimport\s*['"]([^'"\n]+)['"]|\b(?:import|require|getBuiltinModule)\s*\(\s*['"]([^'"\n]+)['"]/g;
const RE_EXPORT = /\bexport\s+(?:type\s+)?(?:\*(?:\s+as\s+[\w$]+)?|\{[^}]*\})\s*from\s*(?:'[^'\n]*'|"[^"\n]*")\s*;?/g;
const BARE_IMPORT = /\bimport\s*(?:'[^'\n]*'|"[^"\n]*")\s*;?/g;

/** The text without comments and template strings, so that no example in one of them counts as an import. */
function code(text: string): string {
  return text.replace(LEXER, (_match, comment?: string, string?: string) =>
    comment !== undefined ? ' ' : (string ?? '``'),
  );
}

/** What a file imports, in any way: static, type-only, re-exported, dynamic, or asked of the process. */
export function importsOf(text: string): string[] {
  return [...code(text).matchAll(IMPORT)].map((match) => (match[1] ?? match[2] ?? match[3])!);
}

/** `src/hub/x.ts` is in `hub`; `src/index.ts` is in no folder. */
function folderOf(path: string): string | null {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function isProgram(path: string): boolean {
  return PROGRAMS.some((folder) => path.startsWith(`${folder}/`));
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Every broken rule, as a sentence that names the file and the import; an empty list if all is well. */
export function check({ files, manifest }: Project): string[] {
  const broken: string[] = [];
  const edges = new Map<string, string[]>();
  const entryPoints = new Map<string, string>();
  for (const [name, target] of Object.entries(manifest.exports)) {
    if (typeof target === 'string') continue;
    const source = target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts');
    entryPoints.set(manifest.name + name.slice(1), source);
  }
  const publicFiles = new Set(entryPoints.values());

  for (const [path, text] of files) {
    const targets: string[] = [];
    edges.set(path, targets);
    for (const specifier of importsOf(text)) {
      const complain = (why: string): void => void broken.push(`${path} imports '${specifier}': ${why}`);
      if (specifier === '#host') {
        targets.push(...HOSTS.filter((host) => files.has(host)));
        if (!CHOOSERS.includes(folderOf(path))) complain('only hub and testing may choose the host');
      } else if (specifier.startsWith('.')) {
        const target = posix.join(posix.dirname(path), specifier);
        if (!files.has(target)) {
          if (target.startsWith('src/')) complain('there is no such file');
          continue;
        }
        targets.push(target);
        checkEdge(path, target, publicFiles, complain);
      } else if (packageOf(specifier) === manifest.name) {
        const target = entryPoints.get(specifier);
        if (specifier === `${manifest.name}/package.json`) continue;
        if (target === undefined) {
          complain('that is no entry point of the package');
          continue;
        }
        if (files.has(target)) targets.push(target);
        if (!isProgram(path)) complain('only programs import the package by its name');
      } else {
        checkOutside(path, specifier, manifest.dependencies ?? {}, complain);
      }
    }
    if (/^src\/[^/]+\.ts$/.test(path) && !onlyReExports(text)) {
      broken.push(`${path} is an entry point: it only re-exports`);
    }
  }
  for (const circle of circlesIn(edges)) broken.push(`circle: ${circle.join(' -> ')}`);
  return broken;
}

/** An import of one file of the project by another. */
function checkEdge(
  path: string,
  target: string,
  publicFiles: ReadonlySet<string>,
  complain: (why: string) => void,
): void {
  const from = folderOf(path);
  const to = folderOf(target);
  if (isProgram(path)) {
    const home = PROGRAMS.find((folder) => path.startsWith(`${folder}/`))!;
    if (target.startsWith(`${home}/`)) return;
    if (target.startsWith('src/') && !publicFiles.has(target)) complain('a program sees the public entry points only');
    else if (isProgram(target)) complain('a program imports no other program');
    if (from === 'cli' && to === 'testing') complain('nothing imports testing');
    return;
  }
  if (!path.startsWith('src/')) return;
  if (isProgram(target)) return complain('nothing imports a program');
  if (to === 'testing' && from !== 'testing') return complain('nothing imports testing');
  if (path === 'src/index.ts' && to !== null && !SELF_RELIANT.includes(to)) {
    return complain('the main entry point is the core alone');
  }
  if (from === null || from === to) return;
  if (to === null) return complain('an entry point is for others, not for us');
  const floor = FLOORS.indexOf(from);
  const allowed = floor >= 0 ? FLOORS.slice(0, floor) : SIDES[from];
  if (allowed === undefined) return complain(`${from} is on no floor: give it one in this test`);
  if (!allowed.includes(to)) complain(`${from} may not import ${to}`);
}

/** An import of something that is not ours: a module of Node's, or a package. */
function checkOutside(
  path: string,
  specifier: string,
  dependencies: Readonly<Record<string, string>>,
  complain: (why: string) => void,
): void {
  if (!path.startsWith('src/')) return;
  const from = folderOf(path);
  const name = packageOf(specifier);
  if (specifier.startsWith('node:') || builtins.has(name)) {
    if (from !== null && PORTABLE.includes(from) && path !== HOSTS[0]) complain(`${from} runs in browsers too`);
    if (!specifier.startsWith('node:')) complain("Node's own modules are imported as node:");
    return;
  }
  if (from !== null && SELF_RELIANT.includes(from)) complain(`${from} needs nothing from npm`);
  if (RESERVED[name] !== undefined && RESERVED[name] !== from) complain(`only ${RESERVED[name]} may import ${name}`);
  if (dependencies[name] === undefined) complain(`${name} is not in the dependencies of package.json`);
}

/** Whether nothing stands in the file but comments, re-exports and imports for a side effect. */
function onlyReExports(text: string): boolean {
  return code(text).replace(RE_EXPORT, '').replace(BARE_IMPORT, '').trim() === '';
}

/** One circle for each import that closes one, found by walking depth first. */
function circlesIn(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      circles.push([...path.slice(start), file]);
      return;
    }
    if (done.has(file)) return;
    path.push(file);
    for (const target of edges.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of edges.keys()) visit(file);
  return circles;
}
