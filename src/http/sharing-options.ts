/**
 * The options for responses that serve several requests.
 */

/** Methods that change nothing. */
export type SafeMethod = 'GET' | 'HEAD' | 'OPTIONS' | 'TRACE';

/** Where responses are kept: a `MemoryCacheStore` or a `SqliteCacheStore` of undici, or another of their shape. */
export interface HttpCacheStore {
  /** The response that is kept for a request; undefined if there is none. */
  get(key: never): unknown;
  /** A stream that takes the body of a response to be kept; undefined if it is not to be. */
  createWriteStream(key: never, value: never): unknown;
  /** Forget what is kept for a request. */
  delete(key: never): unknown;
}

/** How responses are kept. */
export interface HttpCacheOptions {
  /** Where they are kept: in memory by default, 1,024 of them, 5 MB each and 100 MB together at most. */
  store?: HttpCacheStore | undefined;
  /** The methods whose responses are kept; GET by default. Others that change something make them forgotten. */
  methods?: readonly SafeMethod[] | undefined;
  /** 'shared' by default, which keeps nothing that is one user's alone; 'private' keeps that too. */
  type?: 'shared' | 'private' | undefined;
  /** The origins whose responses are kept; all by default. */
  origins?: readonly (string | RegExp)[] | undefined;
}

/** What may be given as `httpCache`. */
export type HttpCacheGiven = boolean | HttpCacheOptions | null | undefined;

/** Which requests share a response. */
export interface DeduplicateOptions {
  /** The methods; GET by default. */
  methods?: readonly SafeMethod[] | undefined;
  /** Headers whose bearers are sent by themselves. */
  skipHeaderNames?: readonly string[] | undefined;
  /** Headers in which equal requests may differ. */
  excludeHeaderNames?: readonly string[] | undefined;
}

/** What may be given as `deduplicate`. */
export type DeduplicateGiven = boolean | DeduplicateOptions | null | undefined;
