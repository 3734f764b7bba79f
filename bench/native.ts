/**
 * What programs on plain promises use where this library has a primitive: the short versions that their authors write.
 * None of them has timeouts, cancellation or a shutdown.
 */

/** A promise and what settles it. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  resolve!: (value: T) => void;

  constructor() {
    this.promise = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }
}

/** A bounded queue: an array, and the waiting promises. */
export class AsyncQueue<T> {
  private readonly limit: number;
  private readonly items: T[];
  private readonly getters: ((item: T) => void)[];
  private readonly putters: { item: T; resolve: () => void }[];

  constructor(limit: number) {
    this.limit = limit;
    this.items = [];
    this.getters = [];
    this.putters = [];
  }

  async put(item: T): Promise<void> {
    const getter = this.getters.shift();
    if (getter !== undefined) getter(item);
    else if (this.items.length < this.limit) this.items.push(item);
    else await new Promise<void>((resolve) => this.putters.push({ item, resolve }));
  }

  async get(): Promise<T> {
    const putter = this.putters.shift();
    if (putter !== undefined) {
      this.items.push(putter.item);
      putter.resolve();
    }
    if (this.items.length !== 0) return this.items.shift()!;
    return await new Promise<T>((resolve) => this.getters.push(resolve));
  }
}

/** A counting semaphore that hands its permits over. */
export class AsyncSemaphore {
  private permits: number;
  private readonly waiters: (() => void)[];

  constructor(permits: number) {
    this.permits = permits;
    this.waiters = [];
  }

  async acquire(): Promise<void> {
    if (this.permits > 0) this.permits--;
    else await new Promise<void>((resolve) => this.waiters.push(resolve));
  }

  release(): void {
    const waiter = this.waiters.shift();
    if (waiter === undefined) this.permits++;
    else waiter();
  }
}

/** Map with at most `size` calls under way: so many runners that share an index, as p-map does it. */
export async function mapLimited<T, R>(items: readonly T[], size: number, fn: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const runner = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await fn(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: size }, runner));
  return results;
}

/** An unbounded queue, as actors have: to send never waits. */
export class Mailbox<T> {
  private readonly items: T[];
  private readonly receivers: ((item: T) => void)[];

  constructor() {
    this.items = [];
    this.receivers = [];
  }

  send(item: T): void {
    const receiver = this.receivers.shift();
    if (receiver === undefined) this.items.push(item);
    else receiver(item);
  }

  receive(): Promise<T> {
    if (this.items.length !== 0) return Promise.resolve(this.items.shift()!);
    return new Promise((resolve) => this.receivers.push(resolve));
  }
}
