/**
 * Local: a variable with a value of its own in each greenlet.
 *
 * gevent: `gevent.local.local`.
 */
import { checkFunction } from '../hub/validate.ts';
import { getcurrent } from './current.ts';
import { Greenlet } from './greenlet.ts';

/** Whose values these are: the running greenlet, for as long as it lives. */
function owner(): object {
  const current = getcurrent();
  return current instanceof Greenlet ? current.life : current;
}

/**
 * A variable that every greenlet sees its own value of. Greenlets do not inherit it from the one that spawns them;
 * `spawnTreeLocals` and an inherited `AsyncLocalStorage` are for that. A value goes when its greenlet ends.
 *
 * gevent: `gevent.local.local`, whose attributes are such variables.
 */
export class Local<T> {
  private readonly values: WeakMap<object, T>;
  private readonly init: (() => T) | undefined;

  /** @param init called in a greenlet that asks before it has set a value; without it, such a value is undefined */
  constructor(init?: () => T) {
    if (init !== undefined) checkFunction(init, 'init');
    this.values = new WeakMap();
    this.init = init;
  }

  /** The value of the running greenlet; outside any, that of the main program. */
  get(): T | undefined {
    const key = owner();
    if (this.init !== undefined && !this.values.has(key)) this.values.set(key, this.init());
    return this.values.get(key);
  }

  /** Set the value of the running greenlet. */
  set(value: T): void {
    this.values.set(owner(), value);
  }

  /** Whether the running greenlet has a value. gevent: `hasattr`. */
  has(): boolean {
    return this.values.has(owner());
  }

  /** Forget the value of the running greenlet. gevent: `del`. */
  delete(): void {
    this.values.delete(owner());
  }
}
