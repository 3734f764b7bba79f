/**
 * The rows of other libraries. They are installed by `npm run bench:setup` into bench/peers alone; their programs are
 * checked and compiled there, because they cannot be where the libraries are not.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { source } from './places.ts';
import type { PeerModule } from './program.ts';
import type { Attempt, FoundPeers, Tools } from './tools.ts';

/** The libraries; the program file of each has its name. */
const PEERS = [
  'co',
  'bluebird',
  'redux-saga',
  'effection',
  'effect',
  'p-map',
  'p-limit',
  'p-queue',
  'axios',
  'got',
  'ky',
] as const;

/** A library of bench/peers. */
export type Peer = (typeof PEERS)[number];

function versionsIn(folder: string): Record<string, string> {
  const entries = PEERS.map((name) => {
    const manifest = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
    return [name, `${name} ${(JSON.parse(manifest) as { version: string }).version}`] as const;
  });
  return Object.fromEntries(entries);
}

/** Compile bench/peers where its packages are installed. */
export function compilePeers(): Attempt<FoundPeers> {
  const folder = source('peers');
  const isInstalled = PEERS.every((name) => existsSync(join(folder, 'node_modules', name, 'package.json')));
  if (!isInstalled) return { missing: 'not installed; npm run bench:setup installs all of them' };
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
  if (status !== 0) return { missing: `bench/peers does not compile: ${stdout.trim()}` };
  return { found: { path: join(folder, 'dist/peers'), versions: versionsIn(folder) } };
}

/** The programs of a library. */
export async function loadPeer(tools: Tools, library: Peer): Promise<PeerModule> {
  const file = pathToFileURL(join(tools.peers!.path, `${library}.js`));
  return (await import(file.href)) as PeerModule;
}
