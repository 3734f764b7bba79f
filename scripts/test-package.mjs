// Pack the package as npm would publish it, install the tarball into an empty folder, and use it from there: every
// entry point is imported, the command is run, a consumer is type-checked, and publint has its say.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'greenlets-package-'));
const app = join(folder, 'app');
let failed = 0;

/** Run a program and give its output, or throw with it. */
function run(command, args, cwd) {
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 180_000,
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ended with ${signal ?? status}\n${stdout}${stderr}`);
  return stdout;
}

/** One step: prints its outcome, and the reason if it failed. */
async function step(name, action) {
  try {
    const note = await action();
    console.log(`ok      ${name}${note ? ` (${note})` : ''}`);
    return true;
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}\n${String(error?.message ?? error).replace(/^/gm, '        ')}`);
    return false;
  }
}

/** Type-check consumer.ts in the empty folder with the given options on top of the strictest. */
function check(options) {
  const config = {
    compilerOptions: { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true, ...options },
    include: ['*.ts'],
  };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify(config));
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'], app);
}

let tarball = '';
const installed =
  (await step('npm pack', () => {
    const [packed] = JSON.parse(
      run('npm', ['pack', '--json', '--silent', '--pack-destination', folder], root).replace(/^[^]*?(?=^\[)/m, ''),
    );
    tarball = join(folder, packed.filename);
    const paths = packed.files.map((file) => file.path);
    for (const path of paths) {
      if (!/^(dist|src)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path))
        throw new Error(`it contains ${path}`);
    }
    for (const path of ['LICENSE', 'README.md', 'CHANGELOG.md']) {
      if (!paths.includes(path)) throw new Error(`${path} is missing`);
    }
    return `${packed.files.length} files, ${Math.ceil(packed.size / 1024)} KiB`;
  })) &&
  (await step('npm install of the tarball into an empty folder', () => {
    mkdirSync(app);
    writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
    run('npm', ['install', tarball, '--prefer-offline', '--no-audit', '--no-fund'], app);
  }));

if (installed) {
  for (const [name, target] of Object.entries(manifest.exports)) {
    // What is imported for its effect alone exports nothing.
    const least = manifest.sideEffects.includes(target.default) ? 0 : 1;
    const specifier = manifest.name + name.slice(1);
    const json = specifier.endsWith('.json');
    await step(`import '${specifier}'`, () => {
      // In a process of its own, which must also end by itself: importing starts nothing.
      const program = `const m = await import('${specifier}'${json ? ", { with: { type: 'json' } }" : ''});
        const names = Object.keys(${json ? 'm.default' : 'm'});
        if (names.length < ${least}) throw new Error('it exports nothing');
        console.log(names.length + ' names');`;
      return run(process.execPath, ['--input-type=module', '--eval', program], app).trim();
    });
  }

  for (const name of Object.keys(manifest.bin)) {
    await step(`npx ${name} --help`, () => {
      const output = run('npx', ['--no-install', name, '--help'], app);
      if (!/usage/i.test(output)) throw new Error(`it does not tell its usage:\n${output}`);
    });
  }

  cpSync(join(root, 'test/package/consumer.ts'), join(app, 'consumer.ts'));
  await step('a strict consumer compiles, as a Node module', () => {
    mkdirSync(join(app, 'node_modules/@types'), { recursive: true });
    for (const name of ['@types/node', 'undici-types']) {
      symlinkSync(join(root, 'node_modules', name), join(app, 'node_modules', name), 'junction');
    }
    check({ target: 'es2022', module: 'nodenext', types: ['node'] });
  });
  await step('a strict consumer compiles, for a bundler', () => {
    check({ target: 'esnext', module: 'esnext', moduleResolution: 'bundler', types: ['node'] });
  });
  await step('the core compiles in a browser project, without Node types', () => {
    rmSync(join(app, 'consumer.ts'));
    writeFileSync(join(app, 'browser.ts'), "export * from 'greenlets';\n");
    check({
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2022', 'dom', 'esnext.disposable'],
      types: [],
    });
  });

  await step('publint', async () => {
    const { buffer, byteOffset, byteLength } = readFileSync(tarball);
    const { messages } = await publint({
      pack: { tarball: buffer.slice(byteOffset, byteOffset + byteLength) },
      strict: true,
    });
    const lines = messages.map((message) => `${message.type}: ${formatMessage(message, manifest, { color: false })}`);
    if (messages.some(({ type }) => type !== 'suggestion')) throw new Error(lines.join('\n'));
    return lines.join('; ');
  });
}

rmSync(folder, { recursive: true, force: true });
console.log(failed === 0 ? 'The package works' : `The package has ${failed} faults`);
process.exitCode = failed === 0 ? 0 : 1;
