/** Finds, or compiles, once for all workloads what rows need besides Node. */
import { compileGo } from './go.ts';
import { compilePeers } from './peers.ts';
import { findPython } from './python.ts';
import type { Tool, Toolbox } from './tools.ts';

/** Find everything; what is compiled for it is removed at the exit. */
export function findTools(): Toolbox {
  const attempts = { go: compileGo(), ...findPython(), peers: compilePeers() };
  const tools: Record<string, unknown> = {};
  const missing: Partial<Record<Tool, string>> = {};
  for (const [name, attempt] of Object.entries(attempts)) {
    if ('found' in attempt) tools[name] = attempt.found;
    else missing[name as Tool] = attempt.missing;
  }
  return { tools, missing };
}
