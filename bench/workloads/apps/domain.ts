/** What the seven applications share: users, some of whom are missing, and the numbers of the requests. */

export interface User {
  readonly id: number;
  readonly name: string;
  readonly orgId: number;
}

/** Each application serves so many requests. */
export const IDS: readonly number[] = Array.from({ length: 100 }, (_, id) => id);

export const ANONYMOUS: User = { id: -1, name: 'anonymous', orgId: 0 };

/** Every seventh user is not to be found. */
export class UserNotFound extends Error {}

/** The upstream failed this time, and may not the next. */
export class TransientError extends Error {}

/** @throws UserNotFound */
export function lookUp(id: number): User {
  if (id % 7 === 0) throw new UserNotFound(`user ${id}`);
  return { id, name: `user-${id}`, orgId: id % 5 };
}

/** Counts by name. */
export class Metrics {
  private readonly counters: Map<string, number>;

  constructor() {
    this.counters = new Map();
  }

  increment(name: string): void {
    this.counters.set(name, (this.counters.get(name) ?? 0) + 1);
  }
}

/** The connections of a pool: four, opened with it and closed with it. */
export class Connections {
  readonly ids: readonly number[];
  open: number;

  constructor() {
    this.ids = [1, 2, 3, 4];
    this.open = this.ids.length;
  }

  close(): void {
    this.open = 0;
  }
}

/** What one run of each application gives. */
export const RESULTS = {
  'app-pipeline': 75,
  'app-fan-out': { known: 85, posts: 14_850 },
  'app-jobs': 4950,
  'app-resilience': 100,
  'app-connections': { sum: 680, open: 0 },
  'app-gate': 600,
  'app-service': 100,
} as const;

/** The name of an application. */
export type App = keyof typeof RESULTS;
