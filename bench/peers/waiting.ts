/**
 * What programs of co and bluebird wait with, as neither has anything of the kind: the short versions that their users
 * write, with the promises of each. (bluebird takes three times as long for a promise that is not its own.)
 */

/** A class of promises: the native one, or bluebird's. */
export interface PromiseClass {
  new <T>(executor: (resolve: (value: T) => void) => void): PromiseLike<T>;
  resolve(): PromiseLike<void>;
  resolve<T>(value: T): PromiseLike<T>;
  all<T>(promises: readonly PromiseLike<T>[]): PromiseLike<T[]>;
}

type Resolve<T> = (value: T) => void;

/** An unbounded queue, as actors have: to send never waits. */
export class Mailbox<T> {
  private readonly promises: PromiseClass;
  private readonly items: T[] = [];
  private readonly receivers: Resolve<T>[] = [];

  constructor(promises: PromiseClass) {
    this.promises = promises;
  }

  send(item: T): void {
    const receiver = this.receivers.shift();
    if (receiver === undefined) this.items.push(item);
    else receiver(item);
  }

  receive(): PromiseLike<T> {
    if (this.items.length !== 0) return this.promises.resolve(this.items.shift()!);
    return new this.promises<T>((resolve) => this.receivers.push(resolve));
  }
}

/** A bounded queue. */
export class BoundedQueue<T> {
  private readonly promises: PromiseClass;
  private readonly limit: number;
  private readonly items: T[] = [];
  private readonly getters: Resolve<T>[] = [];
  private readonly putters: { readonly item: T; readonly resolve: Resolve<void> }[] = [];

  constructor(promises: PromiseClass, limit: number) {
    this.promises = promises;
    this.limit = limit;
  }

  put(item: T): PromiseLike<void> {
    const getter = this.getters.shift();
    if (getter !== undefined) getter(item);
    else if (this.items.length < this.limit) this.items.push(item);
    else return new this.promises<void>((resolve) => this.putters.push({ item, resolve }));
    return this.promises.resolve();
  }

  get(): PromiseLike<T> {
    const putter = this.putters.shift();
    if (putter !== undefined) {
      this.items.push(putter.item);
      putter.resolve();
    }
    if (this.items.length !== 0) return this.promises.resolve(this.items.shift()!);
    return new this.promises<T>((resolve) => this.getters.push(resolve));
  }
}

/** A counting semaphore that hands its permits over. */
export class Permits {
  private readonly promises: PromiseClass;
  private count: number;
  private readonly waiters: Resolve<void>[] = [];

  constructor(promises: PromiseClass, count: number) {
    this.promises = promises;
    this.count = count;
  }

  acquire(): PromiseLike<void> {
    if (this.count === 0) return new this.promises<void>((resolve) => this.waiters.push(resolve));
    this.count--;
    return this.promises.resolve();
  }

  release(): void {
    const waiter = this.waiters.shift();
    if (waiter === undefined) this.count++;
    else waiter();
  }
}

/** A promise and what settles it. */
export class Gate {
  readonly promise: PromiseLike<void>;
  open!: Resolve<void>;

  constructor(promises: PromiseClass) {
    this.promise = new promises<void>((resolve) => {
      this.open = resolve;
    });
  }
}
