/** What rows need besides Node. */

/** A row's need: Go; any Python 3; one with gevent; one with requests too; the packages of bench/peers. */
export type Tool = 'go' | 'python' | 'gevent' | 'requests' | 'peers';

/** A program that was found. */
export interface Found {
  /** What to run. */
  readonly path: string;
  readonly version: string;
}

/** A Python, and where its programs are. */
export interface FoundPython extends Found {
  readonly folder: string;
}

/** The packages of bench/peers. */
export interface FoundPeers {
  /** The folder of the compiled programs. */
  readonly path: string;
  /** "name version" of each library, by its name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Those that were found; plain data, as it is handed to the measuring process. */
export interface Tools {
  readonly go?: Found;
  readonly python?: FoundPython;
  readonly gevent?: FoundPython;
  readonly requests?: FoundPython;
  readonly peers?: FoundPeers;
}

/** One attempt to find something: what was found, or why not and what would help. */
export type Attempt<T> = { readonly found: T } | { readonly missing: string };

/** What there is, and a sentence on each thing that there is not. */
export interface Toolbox {
  readonly tools: Tools;
  readonly missing: Readonly<Partial<Record<Tool, string>>>;
}
