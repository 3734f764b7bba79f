/**
 * What may be given as `data`.
 */
import type { Chunks } from './body-source.ts';
import type { Fields } from './params.ts';

/** What may be given as `data`. */
export type Data = string | Uint8Array | ArrayBuffer | DataView | Fields | FormData | Blob | Chunks | null | undefined;
