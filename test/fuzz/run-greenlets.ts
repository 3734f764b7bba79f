/**
 * Runs programs of the fuzzer's language with this library, under a virtual clock.
 *
 * `run_gevent.py` does the same with real gevent; the two files are to be read side by side.
 */
import {
  type Coroutine,
  getcurrent,
  Greenlet,
  type Group,
  Hub,
  iwait,
  type JoinableQueue,
  joinall,
  kill,
  killall,
  Pool,
  sleep,
  spawn,
  spawnLater,
  spawnRaw,
  wait,
} from '../../src/index.ts';
import { VirtualHost } from '../../src/testing/index.ts';
import { type Action, MAX_STEPS, type Op, type Program } from './language.ts';
import { Stop, type Returned, type Runner, type AnyGreenlet, pick, given, World } from './world.ts';

/** A deadlock is an ordinary outcome here: looking for the lines at which the greenlets stand would take too long. */
class QuietHost extends VirtualHost {
  override locate(): undefined {
    return undefined;
  }
}

/** A run: what each operation does. */
class Run extends World {
  // Running

  private *runBody(name: string, index: number): Coroutine<unknown> {
    const runner: Runner = { name, body: index, block: null };
    this.write(`${name} start b${index}`);
    let returned: Returned;
    try {
      returned = yield* this.run(runner, this.program.bodies[index]!, '');
    } catch (error) {
      if (!(error instanceof Stop)) this.write(`${name} end !${this.showError(error)}`);
      throw error;
    }
    this.write(`${name} end ${this.show(returned?.value)}`);
    return returned?.value;
  }

  /** The body of a worker of a pool, or of what runs in its place. */
  private *runWorker(index: number, item?: number): Coroutine<unknown> {
    const current = getcurrent();
    let name = this.names.get(current);
    if (name === undefined) {
      name = `w${this.workers++}`;
      if (current instanceof Greenlet) this.addGreenlet(current, name);
    }
    return (yield* this.runBody(name, index)) ?? item;
  }

  private *runLinked(index: number): Coroutine<void> {
    yield* this.runBody(`l${this.linked++}`, index);
  }

  private *run(runner: Runner, ops: readonly Op[], path: string): Coroutine<Returned> {
    for (const [index, op] of ops.entries()) {
      const returned = yield* this.step(runner, op, path + index);
      if (returned !== null) return returned;
    }
    return null;
  }

  private *step(runner: Runner, op: Op, path: string): Coroutine<Returned> {
    if (this.stopped) throw new Stop();
    if (++this.steps > MAX_STEPS) {
      this.write('limit');
      this.stopped = true;
      throw new Stop();
    }
    let outcome: string;
    try {
      if (op.op === 'timeout') return yield* this.runTimeout(runner, op, path);
      if (op.op === 'try') return yield* this.runTry(runner, op, path);
      if (op.op === 'use') return yield* this.runUse(runner, op, path);
      if (op.op === 'return') {
        this.write(`${runner.name} ${path} return ${op.value}`);
        return { value: op.value };
      }
      outcome = yield* this.perform(runner, op, path);
    } catch (error) {
      if (this.stopped || error instanceof Stop) throw new Stop();
      this.write(`${runner.name} ${path} ${op.op} !${this.showError(error)}`);
      throw error;
    }
    if (this.stopped) throw new Stop();
    this.write(`${runner.name} ${path} ${op.op} ${outcome}`);
    return null;
  }

  private *runTimeout(runner: Runner, op: Op & { op: 'timeout' }, path: string): Coroutine<Returned> {
    const timeout = this.newTimeout(op.d, op.error);
    const outer = runner.block;
    const { run } = this;
    let returned: Returned = null;
    let finished = false;
    const body = function* (this: Run): Coroutine<void> {
      runner.block = { timeout, silent: op.error === false, used: false };
      returned = yield* run.call(this, runner, op.body, `${path}.`);
      finished = true;
    };
    try {
      yield* timeout.run(() => body.call(this));
    } finally {
      runner.block = outer;
    }
    if (this.stopped) throw new Stop();
    this.write(`${runner.name} ${path} timeout ${finished ? 'done' : 'expired'}`);
    return returned;
  }

  private *runTry(runner: Runner, op: Op & { op: 'try' }, path: string): Coroutine<Returned> {
    let returned: Returned = null;
    try {
      try {
        returned = yield* this.run(runner, op.body, `${path}.`);
      } catch (error) {
        if (error instanceof Stop || op.caught === null || this.stopped) throw error;
        this.write(`${runner.name} ${path} caught ${this.showError(error)}`);
        returned = yield* this.run(runner, op.caught, `${path}.c`);
        if (op.rethrow && returned === null) throw error;
      }
    } finally {
      if (op.last !== null && !this.stopped) {
        this.write(`${runner.name} ${path} finally`);
        const last = yield* this.run(runner, op.last, `${path}.f`);
        if (last !== null) returned = last;
      }
    }
    this.write(`${runner.name} ${path} try done`);
    return returned;
  }

  private *runUse(runner: Runner, op: Op & { op: 'use' }, path: string): Coroutine<Returned> {
    const semaphore = pick(this.semaphores, op.semaphore);
    if (semaphore === null) {
      this.write(`${runner.name} ${path} use none`);
      return null;
    }
    const { run, write } = this;
    const body = function* (this: Run): Coroutine<Returned> {
      write.call(this, `${runner.name} ${path} use in`);
      return yield* run.call(this, runner, op.body, `${path}.`);
    };
    const returned = yield* semaphore.use(() => body.call(this));
    this.write(`${runner.name} ${path} use out`);
    return returned;
  }

  /** What a function called by the hub does. */
  private act(action: Action): void {
    if (this.stopped) return;
    let outcome: string;
    try {
      outcome = this.performAction(action);
    } catch (error) {
      this.write(`hub ${action.do} !${this.showError(error)}`);
      throw error;
    }
    this.write(`hub ${action.do} ${outcome}`);
  }

  private performAction(action: Action): string {
    switch (action.do) {
      case 'nothing':
        return 'ok';
      case 'throw':
        throw this.error(action.error);
      case 'set':
      case 'clear': {
        const event = pick(this.events, action.event);
        if (event === null) return 'none';
        event[action.do]();
        return 'ok';
      }
      case 'result': {
        const result = pick(this.results, action.result);
        if (result === null) return 'none';
        result.set(action.value);
        return 'ok';
      }
      case 'put': {
        const queue = pick(this.queues, action.queue);
        if (queue === null) return 'none';
        queue.putNowait(action.value);
        return 'ok';
      }
      case 'get': {
        const queue = pick(this.queues, action.queue);
        return queue === null ? 'none' : this.show(queue.getNowait());
      }
      case 'release': {
        const semaphore = pick(this.semaphores, action.semaphore);
        return semaphore === null ? 'none' : this.show(semaphore.release());
      }
      case 'spawn': {
        const { length } = this.program.bodies;
        if (length === 0) return 'none';
        const index = length - 1 - (action.body % Math.min(2, length));
        const name = `g${this.greenlets.length}`;
        return this.addGreenlet(spawn(() => this.runBody(name, index)));
      }
      case 'kill': {
        const greenlet = this.greenlet(action.greenlet);
        if (greenlet === null) return 'none';
        void greenlet.kill(this.errorOrExit(action.error));
        return 'ok';
      }
      case 'killSoon': {
        const greenlet = this.greenlet(action.greenlet);
        if (greenlet === null) return 'none';
        kill(greenlet, this.errorOrExit(action.error));
        return 'ok';
      }
      default: {
        const greenlet = this.greenlet(action.greenlet);
        if (greenlet === null) return 'none';
        greenlet.throw(this.errorOrExit(action.error));
        return 'ok';
      }
    }
  }

  private *perform(runner: Runner, op: Op, path: string): Coroutine<string> {
    switch (op.op) {
      case 'log':
        return 'ok';
      case 'yield':
        yield* sleep(0);
        return 'ok';
      case 'sleep':
        yield* sleep(op.d, { ref: op.ref });
        return 'ok';
      case 'throw':
        throw this.error(op.error);
      case 'waitHub':
        return runner.name === 'main' ? this.show(yield* wait(undefined, given('timeout', op.limit))) : 'none';
      case 'callback':
        this.hub.runCallback(() => this.act(op.action));
        return 'ok';
      case 'spawn':
      case 'spawnLater':
      case 'spawnRaw':
      case 'make':
        return this.begin(runner, op);
      case 'start':
      case 'startLater':
      case 'join':
      case 'get':
      case 'status':
      case 'kill':
      case 'killSoon':
      case 'unlinkAll':
        return yield* this.withGreenlet(runner, op);
      case 'killRaw': {
        const raw = pick(this.raws, op.raw);
        if (raw === null) return 'none';
        kill(raw, this.errorOrExit(op.error));
        return 'ok';
      }
      case 'killall':
      case 'joinall':
        return yield* this.withGreenlets(op);
      case 'wait': {
        const options = { ...given('timeout', op.limit), ...given('count', op.count) };
        return this.show(yield* wait(this.objects(op.objects), options));
      }
      case 'iwait':
        return yield* this.iwait(runner, op, path);
      case 'link':
      case 'rawlink':
      case 'linkResult':
      case 'unlink':
        return this.link(runner, op);
      case 'set':
      case 'clear':
      case 'waitEvent':
        return yield* this.withEvent(runner, op);
      case 'setResult':
      case 'failResult':
      case 'getResult':
      case 'waitResult':
        return yield* this.withResult(runner, op);
      case 'put':
      case 'take':
      case 'peek':
      case 'taskDone':
      case 'joinQueue':
        return yield* this.withQueue(runner, op);
      case 'send':
      case 'receive':
        return yield* this.withChannel(runner, op);
      case 'acquire':
      case 'release':
      case 'waitSemaphore':
        return yield* this.withSemaphore(runner, op);
      case 'lock':
      case 'unlock':
        return yield* this.withLock(runner, op);
      case 'next':
        return yield* this.next(op);
      case 'poolSpawn':
      case 'poolApply':
      case 'poolApplyAsync':
      case 'poolApplyCb':
      case 'poolMap':
      case 'imap':
        return yield* this.startInPool(runner, op);
      case 'poolAdd':
      case 'poolStart':
      case 'poolDiscard':
      case 'poolKillone':
        return yield* this.withMember(runner, op);
      case 'poolJoin':
      case 'poolKill':
      case 'poolWait':
      case 'poolStatus':
        return yield* this.withPool(runner, op);
      default:
        throw new Error(`no operation ${op.op}`);
    }
  }

  // Starting greenlets

  private begin(runner: Runner, op: Op & { op: 'spawn' | 'spawnLater' | 'spawnRaw' | 'make' }): string {
    const index = this.later(runner, op.body);
    if (index === null) return 'none';
    if (op.op === 'spawnRaw') {
      const name = `r${this.raws.length}`;
      this.raws.push(spawnRaw(() => this.runBody(name, index)));
      return name;
    }
    const name = `g${this.greenlets.length}`;
    const body = (): Coroutine<unknown> => this.runBody(name, index);
    if (op.op === 'make') return this.addGreenlet(new Greenlet(body));
    return this.addGreenlet(op.op === 'spawn' ? spawn(body) : spawnLater(op.d, body));
  }

  // Waiting for greenlets and ending them

  private *withGreenlet(
    runner: Runner,
    op: Op & { op: 'start' | 'startLater' | 'join' | 'get' | 'status' | 'kill' | 'killSoon' | 'unlinkAll' },
  ): Coroutine<string> {
    const greenlet = this.greenlet(op.greenlet);
    if (greenlet === null) return 'none';
    const name = this.names.get(greenlet)!;
    switch (op.op) {
      case 'start':
        greenlet.start();
        return name;
      case 'startLater':
        greenlet.startLater(op.d);
        return name;
      case 'join':
        yield* greenlet.join(this.limit(runner, op.limit));
        return `${name} ${greenlet.ready()}`;
      case 'get':
        return this.show(yield* greenlet.get({ block: op.block, ...this.limit(runner, op.limit) }));
      case 'status':
        return this.showGreenlet(greenlet);
      case 'kill': {
        const killed = greenlet.kill(this.errorOrExit(op.error), this.limit(runner, op.limit));
        if (op.block) yield* killed;
        return name;
      }
      case 'killSoon':
        kill(greenlet, this.errorOrExit(op.error));
        return name;
      default:
        // A member of a pool without its link would stay there, and a kill of the pool would never end.
        if (this.pools.some((pool) => pool.has(greenlet))) return 'none';
        greenlet.unlinkAll();
        return name;
    }
  }

  private showGreenlet(greenlet: AnyGreenlet): string {
    let state = greenlet.started ? 'started' : 'new';
    if (greenlet.ready()) {
      const ended = greenlet.successful();
      state = ended ? `value ${this.show(greenlet.value)}` : `error ${this.showError(greenlet.exception)}`;
    }
    return `${this.names.get(greenlet)!} ${state}${greenlet.hasLinks() ? ' linked' : ''}`;
  }

  private *withGreenlets(op: Op & { op: 'killall' | 'joinall' }): Coroutine<string> {
    const all = this.greenlets.length === 0 ? [] : op.greenlets.map((ref) => pick(this.greenlets, ref)!);
    const limit = given('timeout', op.limit);
    if (op.op === 'joinall') {
      return this.show(yield* joinall(all, { ...limit, ...given('count', op.count), raiseError: op.raise }));
    }
    const killed = killall(all, this.errorOrExit(op.error), limit);
    if (!op.block) return 'ok';
    return (yield* killed) ? 'ok' : 'time is up';
  }

  private *iwait(runner: Runner, op: Op & { op: 'iwait' }, path: string): Coroutine<string> {
    const limit = given('timeout', op.close ? op.limit : null);
    const iterator = iwait(this.objects(op.objects), { ...limit, ...given('count', op.count) });
    try {
      for (let count = 0; count < op.take; count++) {
        const step = yield* iterator.next();
        if (step.done === true) return 'end';
        this.write(`${runner.name} ${path} ready ${this.show(step.value)}`);
        yield* this.run(runner, op.each, `${path}.${count}.`);
      }
      return 'left';
    } finally {
      if (op.close) yield* iterator.return();
    }
  }

  // Links

  private link(runner: Runner, op: Op & { op: 'link' | 'rawlink' | 'linkResult' | 'unlink' }): string {
    if (op.op === 'unlink') {
      const link = pick(this.links, op.link);
      if (link === null) return 'none';
      link.from.unlink(link.target);
      return this.names.get(link.from)!;
    }
    if (op.op === 'rawlink') {
      const from = this.object(op.object);
      if (from === null) return 'none';
      const target = (): void => this.act(op.action);
      from.rawlink(target);
      this.rawTargets.add(target);
      this.links.push({ from, target: target as never });
      return this.names.get(from)!;
    }
    const greenlet = this.greenlet(op.greenlet);
    if (op.op === 'linkResult') {
      const result = pick(this.results, op.result);
      if (greenlet === null || result === null) return 'none';
      greenlet.rawlink(result);
      this.links.push({ from: greenlet, target: result as never });
      return this.names.get(greenlet)!;
    }
    const index = this.later(runner, op.body);
    if (greenlet === null || index === null) return 'none';
    const target = (): Coroutine<void> => this.runLinked(index);
    if (op.kind === 'link') greenlet.link(target);
    else if (op.kind === 'value') greenlet.linkValue(target);
    else greenlet.linkException(target);
    this.links.push({ from: greenlet, target: target as never });
    return this.names.get(greenlet)!;
  }

  // Events, results, queues, locks

  private *withEvent(runner: Runner, op: Op & { op: 'set' | 'clear' | 'waitEvent' }): Coroutine<string> {
    const event = pick(this.events, op.event);
    if (event === null) return 'none';
    if (op.op === 'waitEvent') return this.show(yield* event.wait(this.limit(runner, op.limit)));
    event[op.op]();
    return 'ok';
  }

  private *withResult(
    runner: Runner,
    op: Op & { op: 'setResult' | 'failResult' | 'getResult' | 'waitResult' },
  ): Coroutine<string> {
    const result = pick(this.results, op.result);
    if (result === null) return 'none';
    switch (op.op) {
      case 'setResult':
        result.set(op.value);
        return 'ok';
      case 'failResult':
        result.setException(this.error(op.error));
        return 'ok';
      case 'getResult':
        return this.show(yield* result.get({ block: op.block, ...this.limit(runner, op.limit) }));
      default:
        return this.show(yield* result.wait(this.limit(runner, op.limit)));
    }
  }

  private *withQueue(
    runner: Runner,
    op: Op & { op: 'put' | 'take' | 'peek' | 'taskDone' | 'joinQueue' },
  ): Coroutine<string> {
    const queue = pick(this.queues, op.queue);
    if (queue === null) return 'none';
    switch (op.op) {
      case 'put':
        yield* queue.put(op.value, { block: op.block, ...this.limit(runner, op.limit) });
        return 'ok';
      case 'take':
        return this.show(yield* queue.get({ block: op.block, ...this.limit(runner, op.limit) }));
      case 'peek':
        return this.show(yield* queue.peek({ block: op.block, ...this.limit(runner, op.limit) }));
      default: {
        if (this.program.objects.queues[this.queues.indexOf(queue)]!.kind !== 'joinable') return 'none';
        const joinable = queue as JoinableQueue<number>;
        if (op.op === 'joinQueue') return this.show(yield* joinable.join(this.limit(runner, op.limit)));
        joinable.taskDone();
        return 'ok';
      }
    }
  }

  private *withChannel(runner: Runner, op: Op & { op: 'send' | 'receive' }): Coroutine<string> {
    const channel = pick(this.channels, op.channel);
    if (channel === null) return 'none';
    const options = { block: op.block, ...this.limit(runner, op.limit) };
    if (op.op === 'receive') return this.show(yield* channel.get(options));
    yield* channel.put(op.value, options);
    return 'ok';
  }

  private *withSemaphore(runner: Runner, op: Op & { op: 'acquire' | 'release' | 'waitSemaphore' }): Coroutine<string> {
    const semaphore = pick(this.semaphores, op.semaphore);
    if (semaphore === null) return 'none';
    if (op.op === 'release') return this.show(semaphore.release());
    if (op.op === 'waitSemaphore') return this.show(yield* semaphore.wait(this.limit(runner, op.limit)));
    return this.show(yield* semaphore.acquire({ blocking: op.block, ...this.limit(runner, op.limit) }));
  }

  private *withLock(runner: Runner, op: Op & { op: 'lock' | 'unlock' }): Coroutine<string> {
    const lock = pick(this.locks, op.lock);
    if (lock === null) return 'none';
    if (op.op === 'lock')
      return this.show(yield* lock.acquire({ blocking: op.block, ...this.limit(runner, op.limit) }));
    lock.release();
    return 'ok';
  }

  // Groups and pools

  /** The name of a greenlet that a pool has made; it gets one if it has not run yet. */
  private nameOf(greenlet: AnyGreenlet): string {
    return this.names.get(greenlet) ?? this.addGreenlet(greenlet);
  }

  private *startInPool(
    runner: Runner,
    op: Op & { op: 'poolSpawn' | 'poolApply' | 'poolApplyAsync' | 'poolApplyCb' | 'poolMap' | 'imap' },
  ): Coroutine<string> {
    const pool = pick(this.pools, op.pool);
    const index = this.later(runner, op.body);
    if (pool === null || index === null) return 'none';
    const body = (): Coroutine<unknown> => this.runWorker(index);
    const each = (item: number): Coroutine<unknown> => this.runWorker(index, item);
    switch (op.op) {
      case 'poolSpawn':
        return this.nameOf(pool instanceof Pool ? yield* pool.spawn(body) : pool.spawn(body));
      case 'poolApply':
        return this.show(yield* pool.apply(body));
      case 'poolApplyAsync':
        return this.nameOf(pool.applyAsync(body));
      case 'poolApplyCb': {
        const callback = this.later(runner, op.callback)!;
        return this.show(yield* pool.applyCb(body, [], () => this.runWorker(callback)));
      }
      case 'poolMap': {
        const mapping = pool.mapAsync(
          each,
          Array.from({ length: op.items }, (_, item) => item),
        );
        return op.wait ? this.show(yield* mapping.get()) : 'ok';
      }
      default: {
        const failure = op.broken && op.ordered ? this.error('B') : null;
        const items = function* (): Generator<number> {
          for (let item = 0; item < op.items; item++) yield item;
          if (failure !== null) throw failure;
        };
        const options = op.maxsize === null ? {} : { maxsize: op.maxsize };
        const made = spawn(() => ({
          iterator: op.ordered ? pool.imap(each, items(), options) : pool.imapUnordered(each, items(), options),
        }));
        this.imaps.push({ ...(yield* made.get()), failure, ended: false, busy: false });
        return 'ok';
      }
    }
  }

  private *next(op: Op & { op: 'next' }): Coroutine<string> {
    const entry = pick(this.imaps, op.imap);
    if (entry === null || entry.ended) return 'none';
    if (entry.busy) return 'busy';
    entry.busy = true;
    try {
      const step = yield* entry.iterator.next();
      if (step.done !== true) return this.show(step.value);
      entry.ended = true;
      return 'end';
    } catch (error) {
      if (error === entry.failure) entry.ended = true;
      throw error;
    } finally {
      entry.busy = false;
    }
  }

  private *withMember(
    runner: Runner,
    op: Op & { op: 'poolAdd' | 'poolStart' | 'poolDiscard' | 'poolKillone' },
  ): Coroutine<string> {
    const pool = pick(this.pools, op.pool);
    const greenlet = this.greenlet(op.greenlet);
    if (pool === null || greenlet === null) return 'none';
    const name = this.names.get(greenlet)!;
    if (op.op === 'poolKillone') {
      const killed = pool.killone(greenlet, this.errorOrExit(op.error), this.limit(runner, op.limit));
      if (op.block) yield* killed;
      return name;
    }
    if (op.op === 'poolDiscard') {
      if (!pool.has(greenlet)) return 'none';
      pool.discard(greenlet);
      return name;
    }
    // Added twice, it would take two slots in gevent.
    const entry = `${this.pools.indexOf(pool)} ${name}`;
    if (pool.has(greenlet) || this.entering.has(entry)) return 'none';
    this.entering.add(entry);
    try {
      if (pool instanceof Pool) {
        const options = { blocking: op.block, ...this.limit(runner, op.limit) };
        yield* op.op === 'poolAdd' ? pool.add(greenlet, options) : pool.start(greenlet, options);
      } else {
        pool[op.op === 'poolAdd' ? 'add' : 'start'](greenlet);
      }
    } finally {
      this.entering.delete(entry);
    }
    return name;
  }

  private *withPool(
    runner: Runner,
    op: Op & { op: 'poolJoin' | 'poolKill' | 'poolWait' | 'poolStatus' },
  ): Coroutine<string> {
    const pool = pick(this.pools, op.pool);
    if (pool === null) return 'none';
    switch (op.op) {
      case 'poolJoin':
        return this.show(yield* pool.join({ ...this.limit(runner, op.limit), raiseError: op.raise }));
      case 'poolKill': {
        const error = this.errorOrExit(op.error);
        if (op.block) yield* pool.kill(error, this.limit(runner, op.limit));
        else void pool.kill(error);
        return 'ok';
      }
      case 'poolWait':
        return pool instanceof Pool ? this.show(yield* pool.waitAvailable(this.limit(runner, op.limit))) : 'none';
      default:
        return this.showPool(pool);
    }
  }

  private showPool(pool: Group | Pool): string {
    const free = pool instanceof Pool ? ` free ${pool.freeCount()}` : '';
    return `${this.show([...pool])} ${pool.full() ? 'full' : 'open'}${free}`;
  }

  // The program

  *runMain(): Coroutine<void> {
    const runner: Runner = { name: 'main', body: -1, block: null };
    try {
      const returned = yield* this.run(runner, this.program.main, '');
      this.write(`main end ${this.show(returned?.value)}`);
    } catch (error) {
      if (error instanceof Stop) return;
      this.write(`main end !${this.showError(error)}`);
    }
    this.writeState();
    this.stopped = true;
  }

  private writeState(): void {
    for (const greenlet of this.greenlets) this.write(this.showGreenlet(greenlet));
    for (const event of this.events) this.write(`event ${event.isSet()} ${event.linkcount()}`);
    for (const result of this.results) {
      const error = result.exception === undefined ? 'none' : this.showError(result.exception);
      this.write(`result ${result.ready()} ${this.show(result.value)} ${error} ${result.linkcount()}`);
    }
    for (const queue of this.queues) {
      this.write(`queue ${queue.qsize()} ${queue.waiting.getters} ${queue.waiting.putters}`);
    }
    for (const channel of this.channels) {
      const { getters, putters } = channel as unknown as { getters: unknown; putters: unknown };
      this.write(`channel ${countRing(getters)} ${countRing(putters)}`);
    }
    for (const semaphore of this.semaphores) this.write(`semaphore ${semaphore.counter} ${semaphore.linkcount()}`);
    for (const pool of this.pools) this.write(`pool ${this.showPool(pool)}`);
  }
}

/** How many links stand in a ring. */
function countRing(first: unknown): number {
  let size = 0;
  for (let link = first as { after: unknown } | null; link !== null && (size === 0 || link !== first); size++) {
    link = link.after as { after: unknown };
  }
  return size;
}

/** Run a program; returns its log. */
export async function runWithGreenlets(program: Program): Promise<string[]> {
  const hub = new Hub({ host: new QuietHost(), report: 'always' });
  const log: { world: Run | null } = { world: null };
  hub.onError = (context, error) => log.world?.report(context, error);
  await hub.run(function* () {
    const world = new Run(program, hub);
    log.world = world;
    yield* world.runMain();
  });
  return log.world!.log;
}
