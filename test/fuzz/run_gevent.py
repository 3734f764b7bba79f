"""Runs programs of the fuzzer's language (language.ts) with real gevent in virtual time.

Reads one program as JSON per line, writes its log as a JSON array per line. run-greenlets.ts does the same with this
library; the two files are to be read side by side. The first line written names the version of gevent.
"""
import gc
import json
import os
import re
import sys
import types

import virtual_loop

HUB = virtual_loop.install()

import gevent
import gevent.event
import gevent.lock
import gevent.pool
import gevent.queue
from gevent import GreenletExit, Timeout
from gevent.exceptions import BlockingSwitchOutError, ConcurrentObjectUseError, LoopExit
from greenlet import getcurrent, greenlet

MAX_STEPS = 400

# A program that keeps the loop busy for longer than this, without operations, is of no use.
virtual_loop.VirtualLoop.most_calls = 20000


class Stop(BaseException):
    """Ends whatever still runs of a program that is over."""


class UserError(Exception):
    def __init__(self, label):
        super().__init__(label)
        self.label = label


class UserExit(GreenletExit):
    def __init__(self, label):
        super().__init__(label)
        self.label = label


class OrderedSet:
    """The members of a group, in order of arrival: a Python set has an order by address."""

    def __init__(self):
        self.items = {}

    def add(self, item):
        self.items[item] = True

    def discard(self, item):
        self.items.pop(item, None)

    def __contains__(self, item):
        return item in self.items

    def __iter__(self):
        return iter(self.items)

    def __len__(self):
        return len(self.items)


QUEUES = {
    'fifo': gevent.queue.Queue,
    'lifo': gevent.queue.LifoQueue,
    'priority': gevent.queue.PriorityQueue,
    'joinable': gevent.queue.JoinableQueue,
}

# What our library reports as one of its own errors of misuse.
MISUSE = (AssertionError, ValueError, RuntimeError)


class Block:
    """A timeout block around an operation; its Timeout can serve once as the limit of a wait."""

    def __init__(self, timeout, outer):
        self.timeout, self.outer, self.used = timeout, outer, False


class Runner:
    """Who runs: the name in the log, and the timeout blocks around."""

    def __init__(self, name, body):
        self.name, self.body, self.block = name, body, None


def waiting(queue):
    """How many wait in get and in put: the compiled class shows it in its text only."""
    text = str(queue)
    counts = (re.search(r'%s\[(\d+)\]' % name, text) for name in ('getters', 'putters'))
    return ' '.join(found.group(1) if found else '0' for found in counts)


class World:
    def __init__(self, program):
        self.program = program
        self.log = []
        self.stopped = False
        self.skip = None  # why the program is no use
        self.patient = []
        self.entering = []  # (pool, greenlet) on its way in
        self.steps = 0
        self.time = 0.0
        self.serial = 0
        self.timeouts = 0
        self.names = {}  # greenlet or object -> label
        self.labels = {}  # id of a Timeout -> (label, the Timeout)
        self.greenlets = []
        self.raws = []
        self.links = []
        self.imaps = []
        self.workers = 0
        self.linked = 0
        objects = program['objects']
        self.events = [gevent.event.Event() for _ in range(objects['events'])]
        self.results = [gevent.event.AsyncResult() for _ in range(objects['results'])]
        self.channels = [gevent.queue.Channel() for _ in range(objects['channels'])]
        self.locks = [gevent.lock.RLock() for _ in range(objects['locks'])]
        self.queues = [QUEUES[spec['kind']](spec['maxsize']) for spec in objects['queues']]
        self.semaphores = [
            (gevent.lock.BoundedSemaphore if spec['bounded'] else gevent.lock.Semaphore)(spec['value'])
            for spec in objects['semaphores']
        ]
        self.pools = []
        for size in objects['pools']:
            pool = gevent.pool.Group() if size == 'group' else gevent.pool.Pool(size)
            pool.greenlets = OrderedSet()
            pool.dying = OrderedSet()
            self.pools.append(pool)
        for prefix, kept in (('e', self.events), ('r', self.results), ('s', self.semaphores)):
            for index, kept_object in enumerate(kept):
                self.names[kept_object] = prefix + str(index)

    # Writing

    def write(self, line):
        if self.stopped:
            return
        now = HUB.loop.time
        if now != self.time:
            self.time = now
            self.log.append('@' + self.show_number(now))
        self.log.append(line)

    @staticmethod
    def show_number(number):
        return str(int(number)) if number == int(number) else repr(number)

    def show(self, value):
        if value is None:
            return 'none'
        if value is True or value is False:
            return 'true' if value else 'false'
        if isinstance(value, (int, float)):
            return self.show_number(value)
        if isinstance(value, BaseException):
            return self.show_error(value)
        if isinstance(value, (list, tuple)):
            return '[' + ','.join(self.show(item) for item in value) + ']'
        return self.names.get(value, 'hidden')

    def show_error(self, error):
        if isinstance(error, (UserError, UserExit)):
            return error.label
        if isinstance(error, Timeout):
            known = self.labels.get(id(error))
            return known[0] if known else 'Timeout'
        if isinstance(error, gevent.pool.PoolFull):
            return 'PoolFull'
        for kind in (GreenletExit, LoopExit, BlockingSwitchOutError, ConcurrentObjectUseError):
            if isinstance(error, kind):
                return kind.__name__
        if isinstance(error, gevent.queue.Empty):
            return 'Empty'
        if isinstance(error, gevent.queue.Full):
            return 'Full'
        if type(error) in MISUSE:
            return 'Misuse'
        return '%s: %s' % (type(error).__name__, error)

    def report(self, context, error):
        if isinstance(error, Stop):
            return
        if isinstance(context, gevent.Greenlet):
            who = self.names.get(context, 'hidden')
        elif isinstance(context, tuple) and len(context) == 2 and isinstance(context[0], types.FunctionType):
            who = 'link of ' + self.names.get(context[1], 'hidden')
        elif isinstance(context, types.FunctionType) and context.__name__ == 'callback':
            who = 'hub'
        else:
            who = 'raw'
        self.write('report %s %s' % (who, self.show_error(error)))

    # Making

    def error(self, kind):
        self.serial += 1
        if kind == 'exit':
            return UserExit('exit%d' % self.serial)
        return UserError('%s%d' % (kind, self.serial))

    def error_or_exit(self, kind):
        return GreenletExit if kind is None else self.error(kind)

    def new_timeout(self, seconds, error=None):
        self.timeouts += 1
        if error == 'A':
            error = self.error('A')
        timeout = Timeout(seconds, error)
        self.labels[id(timeout)] = ('T%d' % self.timeouts, timeout)
        return timeout

    def limit(self, runner, given):
        if given == 'block':
            block = runner.block
            if block is None or block.used or block.timeout.exception is False:
                return None
            block.used = True
            return block.timeout
        if isinstance(given, dict):
            return self.new_timeout(given['timeout'])
        return given

    def add_greenlet(self, greenlet, name=None):
        if name is None:
            name = 'g%d' % len(self.greenlets)
        self.greenlets.append(greenlet)
        self.names[greenlet] = name
        return name

    def later(self, runner, ref):
        """The number of the body that a body may start."""
        first = runner.body + 1
        count = len(self.program['bodies']) - first
        return None if count <= 0 else first + ref % count

    @staticmethod
    def pick(kept, ref):
        return kept[ref % len(kept)] if kept else None

    def greenlet(self, ref):
        if ref == 'self':
            current = getcurrent()
            return current if current in self.names else None
        return self.pick(self.greenlets, ref)

    def object(self, ref):
        kind = ref['kind']
        if kind == 'greenlet':
            return self.greenlet(ref['ref'])
        return self.pick({'event': self.events, 'result': self.results, 'semaphore': self.semaphores}[kind], ref['ref'])

    def objects(self, refs):
        found = [one for one in map(self.object, refs) if one is not None]
        return [one for index, one in enumerate(found) if isinstance(one, gevent.Greenlet) or one not in found[:index]]

    # Running

    def run_body(self, name, index):
        runner = Runner(name, index)
        self.write('%s start b%d' % (name, index))
        try:
            returned = self.run(runner, self.program['bodies'][index], '')
        except Stop:
            raise
        except BaseException as error:
            self.write('%s end !%s' % (name, self.show_error(error)))
            raise
        value = returned[0] if returned is not None else None
        self.write('%s end %s' % (name, self.show(value)))
        return value

    def run_worker(self, index, item=None):
        """The body of a worker of a pool, or of what runs in its place."""
        current = getcurrent()
        name = self.names.get(current)
        if name is None:
            name = 'w%d' % self.workers
            self.workers += 1
            if isinstance(current, gevent.Greenlet):
                self.add_greenlet(current, name)
        value = self.run_body(name, index)
        return item if value is None else value

    def run_linked(self, index):
        name = 'l%d' % self.linked
        self.linked += 1
        self.run_body(name, index)

    def run(self, runner, ops, path):
        """Run operations; returns None, or what a `return` gave, in a list."""
        for index, op in enumerate(ops):
            returned = self.step(runner, op, path + str(index))
            if returned is not None:
                return returned
        return None

    def step(self, runner, op, path):
        if self.stopped:
            raise Stop
        self.steps += 1
        if self.steps > MAX_STEPS:
            self.write('limit')
            self.stopped = True
            raise Stop
        kind = op['op']
        try:
            if kind == 'timeout':
                return self.run_timeout(runner, op, path)
            if kind == 'try':
                return self.run_try(runner, op, path)
            if kind == 'use':
                return self.run_use(runner, op, path)
            if kind == 'return':
                self.write('%s %s return %s' % (runner.name, path, op['value']))
                return [op['value']]
            outcome = getattr(self, 'do_' + kind)(runner, op, path)
        except Stop:
            raise
        except BaseException as error:
            if self.stopped:
                raise Stop from None
            self.write('%s %s %s !%s' % (runner.name, path, kind, self.show_error(error)))
            raise
        if self.stopped:
            raise Stop
        self.write('%s %s %s %s' % (runner.name, path, kind, outcome))
        return None

    def run_timeout(self, runner, op, path):
        timeout = self.new_timeout(op['d'], op['error'])
        outer = runner.block
        returned = None
        finished = False
        try:
            with timeout:
                runner.block = Block(timeout, outer)
                returned = self.run(runner, op['body'], path + '.')
                finished = True
        finally:
            runner.block = outer
        if self.stopped:
            raise Stop
        self.write('%s %s timeout %s' % (runner.name, path, 'done' if finished else 'expired'))
        return returned

    def run_try(self, runner, op, path):
        returned = None
        try:
            try:
                returned = self.run(runner, op['body'], path + '.')
            except Stop:
                raise
            except BaseException as error:
                if op['caught'] is None or self.stopped:
                    raise
                self.write('%s %s caught %s' % (runner.name, path, self.show_error(error)))
                returned = self.run(runner, op['caught'], path + '.c')
                if op['rethrow'] and returned is None:
                    raise
        finally:
            if op['last'] is not None and not self.stopped:
                self.write('%s %s finally' % (runner.name, path))
                given = self.run(runner, op['last'], path + '.f')
                if given is not None:
                    returned = given
        self.write('%s %s try done' % (runner.name, path))
        return returned

    def run_use(self, runner, op, path):
        semaphore = self.pick(self.semaphores, op['semaphore'])
        if semaphore is None:
            self.write('%s %s use none' % (runner.name, path))
            return None
        with semaphore:
            self.write('%s %s use in' % (runner.name, path))
            returned = self.run(runner, op['body'], path + '.')
        self.write('%s %s use out' % (runner.name, path))
        return returned

    def act(self, action, source=None):
        """What a function called by the hub does."""
        if self.stopped:
            return
        do = action['do']
        outcome = 'none'
        try:
            if do == 'nothing':
                outcome = 'ok'
            elif do == 'throw':
                raise self.error(action['error'])
            elif do in ('set', 'clear'):
                event = self.pick(self.events, action['event'])
                if event is not None:
                    getattr(event, do)()
                    outcome = 'ok'
            elif do == 'result':
                result = self.pick(self.results, action['result'])
                if result is not None:
                    result.set(action['value'])
                    outcome = 'ok'
            elif do == 'put':
                queue = self.pick(self.queues, action['queue'])
                if queue is not None:
                    queue.put_nowait(action['value'])
                    outcome = 'ok'
            elif do == 'get':
                queue = self.pick(self.queues, action['queue'])
                if queue is not None:
                    outcome = self.show(queue.get_nowait())
            elif do == 'release':
                semaphore = self.pick(self.semaphores, action['semaphore'])
                if semaphore is not None:
                    outcome = self.show(semaphore.release())
            elif do == 'spawn':
                bodies = self.program['bodies']
                if bodies:
                    index = len(bodies) - 1 - action['body'] % min(2, len(bodies))
                    name = 'g%d' % len(self.greenlets)
                    outcome = self.add_greenlet(gevent.spawn(self.run_body, name, index))
            elif do == 'kill':
                greenlet = self.greenlet(action['greenlet'])
                if greenlet is not None:
                    greenlet.kill(self.error_or_exit(action['error']), block=False)
                    outcome = 'ok'
            elif do == 'killSoon':
                greenlet = self.greenlet(action['greenlet'])
                if greenlet is not None:
                    gevent.kill(greenlet, self.error_or_exit(action['error']))
                    outcome = 'ok'
            elif do == 'toss':
                greenlet = self.greenlet(action['greenlet'])
                if greenlet is not None:
                    greenlet.throw(self.error_or_exit(action['error']))
                    outcome = 'ok'
        except BaseException as error:
            self.write('hub %s !%s' % (do, self.show_error(error)))
            raise
        self.write('hub %s %s' % (do, outcome))

    # Giving way

    def do_log(self, runner, op, path):
        return 'ok'

    def do_yield(self, runner, op, path):
        gevent.sleep(0)
        return 'ok'

    def do_sleep(self, runner, op, path):
        gevent.sleep(op['d'], ref=op['ref'])
        return 'ok'

    # Starting greenlets

    def do_spawn(self, runner, op, path):
        index = self.later(runner, op['body'])
        if index is None:
            return 'none'
        name = 'g%d' % len(self.greenlets)
        return self.add_greenlet(gevent.spawn(self.run_body, name, index))

    def do_spawnLater(self, runner, op, path):
        index = self.later(runner, op['body'])
        if index is None:
            return 'none'
        name = 'g%d' % len(self.greenlets)
        return self.add_greenlet(gevent.spawn_later(op['d'], self.run_body, name, index))

    def do_spawnRaw(self, runner, op, path):
        index = self.later(runner, op['body'])
        if index is None:
            return 'none'
        name = 'r%d' % len(self.raws)
        self.raws.append(gevent.spawn_raw(self.run_body, name, index))
        return name

    def do_make(self, runner, op, path):
        index = self.later(runner, op['body'])
        if index is None:
            return 'none'
        name = 'g%d' % len(self.greenlets)
        return self.add_greenlet(gevent.Greenlet(self.run_body, name, index))

    def do_start(self, runner, op, path):
        greenlet = self.greenlet(op['greenlet'])
        if greenlet is None:
            return 'none'
        greenlet.start()
        return self.names[greenlet]

    def do_startLater(self, runner, op, path):
        greenlet = self.greenlet(op['greenlet'])
        if greenlet is None:
            return 'none'
        greenlet.start_later(op['d'])
        return self.names[greenlet]

    # Waiting for greenlets

    def do_join(self, runner, op, path):
        greenlet = self.greenlet(op['greenlet'])
        if greenlet is None:
            return 'none'
        greenlet.join(self.limit(runner, op['limit']))
        return '%s %s' % (self.names[greenlet], self.show(bool(greenlet.ready())))

    def do_get(self, runner, op, path):
        greenlet = self.greenlet(op['greenlet'])
        if greenlet is None:
            return 'none'
        return self.show(greenlet.get(op['block'], self.limit(runner, op['limit'])))

    def show_greenlet(self, greenlet):
        if greenlet.ready():
            if greenlet.successful():
                state = 'value ' + self.show(greenlet.value)
            else:
                state = 'error ' + self.show_error(greenlet.exception)
        else:
            state = 'started' if greenlet.started else 'new'
        return '%s %s%s' % (self.names[greenlet], state, ' linked' if greenlet.has_links() else '')

    def do_status(self, runner, op, path):
        greenlet = self.greenlet(op['greenlet'])
        return 'none' if greenlet is None else self.show_greenlet(greenlet)

    # Ending them

    def do_kill(self, runner, op, path):
        greenlet = self.greenlet(op['greenlet'])
        if greenlet is None:
            return 'none'
        greenlet.kill(self.error_or_exit(op['error']), op['block'], self.limit(runner, op['limit']))
        return self.names[greenlet]

    def do_killSoon(self, runner, op, path):
        greenlet = self.greenlet(op['greenlet'])
        if greenlet is None:
            return 'none'
        gevent.kill(greenlet, self.error_or_exit(op['error']))
        return self.names[greenlet]

    def do_killRaw(self, runner, op, path):
        raw = self.pick(self.raws, op['raw'])
        if raw is None:
            return 'none'
        error = self.error_or_exit(op['error'])

        # gevent.kill(raw), but that would raise the error in the hub if the greenlet died before the delivery.
        def throw():
            if not raw.dead:
                raw.throw(error)

        if not raw.dead:
            HUB.loop.run_callback(throw)
        return 'ok'

    def do_killall(self, runner, op, path):
        greenlets = [self.greenlet(ref) for ref in op['greenlets']] if self.greenlets else []
        timeout = None if op['limit'] is None else Timeout(op['limit'])
        try:
            gevent.killall(greenlets, self.error_or_exit(op['error']), op['block'], timeout)
        except Timeout as error:
            if error is not timeout:
                raise
            return 'time is up'
        return 'ok'

    def do_joinall(self, runner, op, path):
        greenlets = [self.greenlet(ref) for ref in op['greenlets']] if self.greenlets else []
        if not op['raise']:
            return self.show(gevent.joinall(greenlets, op['limit'], False, op['count']))
        # gevent's joinall(raise_error=True), which alone would leave its links there.
        done = []
        with gevent.iwait(greenlets, op['limit'], op['count']) as iterator:
            for greenlet in iterator:
                if greenlet.exception is not None:
                    raise greenlet.exception
                done.append(greenlet)
        return self.show(done)

    # Waiting for several objects

    def do_wait(self, runner, op, path):
        return self.show(gevent.wait(self.objects(op['objects']), op['limit'], op['count']))

    def do_iwait(self, runner, op, path):
        limit = op['limit'] if op['close'] else None
        iterator = gevent.iwait(self.objects(op['objects']), limit, op['count'])
        if op['close']:
            with iterator:
                return self.take_some(runner, op, path, iterator)
        return self.take_some(runner, op, path, iterator)

    def take_some(self, runner, op, path, iterator):
        for count in range(op['take']):
            try:
                ready = next(iterator)
            except StopIteration:
                return 'end'
            self.write('%s %s ready %s' % (runner.name, path, self.show(ready)))
            self.run(runner, op['each'], '%s.%d.' % (path, count))
        return 'left'

    def do_waitHub(self, runner, op, path):
        if runner.name != 'main':
            return 'none'
        return self.show(gevent.wait(timeout=op['limit']))

    # Links

    def do_link(self, runner, op, path):
        greenlet = self.greenlet(op['greenlet'])
        index = self.later(runner, op['body'])
        if greenlet is None or index is None:
            return 'none'

        def callback(_source):
            self.run_linked(index)

        method = {'link': 'link', 'value': 'link_value', 'exception': 'link_exception'}[op['kind']]
        getattr(greenlet, method)(callback)
        self.links.append((greenlet, callback))
        return self.names[greenlet]

    def do_rawlink(self, runner, op, path):
        linked = self.object(op['object'])
        if linked is None:
            return 'none'

        def callback(source):
            self.act(op['action'], source)

        linked.rawlink(callback)
        self.links.append((linked, callback))
        return self.names[linked]

    def do_linkResult(self, runner, op, path):
        greenlet = self.greenlet(op['greenlet'])
        result = self.pick(self.results, op['result'])
        if greenlet is None or result is None:
            return 'none'
        greenlet.rawlink(result)
        self.links.append((greenlet, result))
        return self.names[greenlet]

    def do_unlink(self, runner, op, path):
        link = self.pick(self.links, op['link'])
        if link is None:
            return 'none'
        link[0].unlink(link[1])
        return self.names[link[0]]

    def do_unlinkAll(self, runner, op, path):
        greenlet = self.greenlet(op['greenlet'])
        # A member of a pool without its link would stay there, and a kill of the pool would never end.
        if greenlet is None or any(greenlet in pool for pool in self.pools):
            return 'none'
        greenlet.unlink_all()
        return self.names[greenlet]

    def do_callback(self, runner, op, path):
        def callback():
            self.act(op['action'])

        HUB.loop.run_callback(callback)
        return 'ok'

    # Events and results

    def do_set(self, runner, op, path):
        event = self.pick(self.events, op['event'])
        if event is None:
            return 'none'
        event.set()
        return 'ok'

    def do_clear(self, runner, op, path):
        event = self.pick(self.events, op['event'])
        if event is None:
            return 'none'
        event.clear()
        return 'ok'

    def do_waitEvent(self, runner, op, path):
        event = self.pick(self.events, op['event'])
        if event is None:
            return 'none'
        return self.show(self.wait_patiently(event, self.limit(runner, op['limit'])))

    def wait_patiently(self, waited, limit):
        """wait() of an object that is ready returns at once, or goes behind the notification that is queued. When the
        last of those who are to be notified gives up, gevent forgets the notification and with it who waits behind it,
        for ever: such a program is skipped."""
        if not waited.ready():
            return waited.wait(limit)
        began = HUB.loop.time
        self.patient.append(waited)
        try:
            return waited.wait(limit)
        except BaseException:
            if waited.linkcount() == 0:
                self.skip = 'gevent may have lost a waiter'
            raise
        finally:
            if self.patient:
                self.patient.remove(waited)
            if HUB.loop.time != began:
                self.skip = 'gevent has lost a waiter'

    def do_setResult(self, runner, op, path):
        result = self.pick(self.results, op['result'])
        if result is None:
            return 'none'
        result.set(op['value'])
        return 'ok'

    def do_failResult(self, runner, op, path):
        result = self.pick(self.results, op['result'])
        if result is None:
            return 'none'
        result.set_exception(self.error(op['error']))
        return 'ok'

    def do_getResult(self, runner, op, path):
        result = self.pick(self.results, op['result'])
        if result is None:
            return 'none'
        return self.show(result.get(op['block'], self.limit(runner, op['limit'])))

    def do_waitResult(self, runner, op, path):
        result = self.pick(self.results, op['result'])
        if result is None:
            return 'none'
        return self.show(self.wait_patiently(result, self.limit(runner, op['limit'])))

    # Queues

    def do_put(self, runner, op, path):
        queue = self.pick(self.queues, op['queue'])
        if queue is None:
            return 'none'
        queue.put(op['value'], op['block'], self.limit(runner, op['limit']))
        return 'ok'

    def do_take(self, runner, op, path):
        queue = self.pick(self.queues, op['queue'])
        if queue is None:
            return 'none'
        return self.show(queue.get(op['block'], self.limit(runner, op['limit'])))

    def do_peek(self, runner, op, path):
        queue = self.pick(self.queues, op['queue'])
        if queue is None:
            return 'none'
        return self.show(queue.peek(op['block'], self.limit(runner, op['limit'])))

    def joinable(self, ref):
        queue = self.pick(self.queues, ref)
        return queue if isinstance(queue, gevent.queue.JoinableQueue) else None

    def do_taskDone(self, runner, op, path):
        queue = self.joinable(op['queue'])
        if queue is None:
            return 'none'
        queue.task_done()
        return 'ok'

    def do_joinQueue(self, runner, op, path):
        queue = self.joinable(op['queue'])
        if queue is None:
            return 'none'
        return self.show(queue.join(self.limit(runner, op['limit'])))

    def do_send(self, runner, op, path):
        channel = self.pick(self.channels, op['channel'])
        if channel is None:
            return 'none'
        channel.put(op['value'], op['block'], self.limit(runner, op['limit']))
        return 'ok'

    def do_receive(self, runner, op, path):
        channel = self.pick(self.channels, op['channel'])
        if channel is None:
            return 'none'
        return self.show(channel.get(op['block'], self.limit(runner, op['limit'])))

    # Locks

    def do_acquire(self, runner, op, path):
        semaphore = self.pick(self.semaphores, op['semaphore'])
        if semaphore is None:
            return 'none'
        return self.show(bool(semaphore.acquire(op['block'], self.limit(runner, op['limit']))))

    def do_release(self, runner, op, path):
        semaphore = self.pick(self.semaphores, op['semaphore'])
        if semaphore is None:
            return 'none'
        return self.show(semaphore.release())

    def do_waitSemaphore(self, runner, op, path):
        semaphore = self.pick(self.semaphores, op['semaphore'])
        if semaphore is None:
            return 'none'
        return self.show(semaphore.wait(self.limit(runner, op['limit'])))

    def do_lock(self, runner, op, path):
        lock = self.pick(self.locks, op['lock'])
        if lock is None:
            return 'none'
        return self.show(bool(lock.acquire(op['block'], self.limit(runner, op['limit']))))

    def do_unlock(self, runner, op, path):
        lock = self.pick(self.locks, op['lock'])
        if lock is None:
            return 'none'
        lock.release()
        return 'ok'

    # Groups and pools

    def do_poolSpawn(self, runner, op, path):
        pool = self.pick(self.pools, op['pool'])
        index = self.later(runner, op['body'])
        if pool is None or index is None:
            return 'none'
        return self.name_of(pool.spawn(self.run_worker, index))

    def name_of(self, greenlet):
        """The name of a greenlet that a pool has made; it gets one if it has not run yet."""
        name = self.names.get(greenlet)
        return self.add_greenlet(greenlet) if name is None else name

    def do_poolApply(self, runner, op, path):
        pool = self.pick(self.pools, op['pool'])
        index = self.later(runner, op['body'])
        if pool is None or index is None:
            return 'none'
        return self.show(pool.apply(self.run_worker, (index,)))

    def do_poolApplyAsync(self, runner, op, path):
        pool = self.pick(self.pools, op['pool'])
        index = self.later(runner, op['body'])
        if pool is None or index is None:
            return 'none'
        return self.name_of(pool.apply_async(self.run_worker, (index,)))

    def do_poolApplyCb(self, runner, op, path):
        pool = self.pick(self.pools, op['pool'])
        index = self.later(runner, op['body'])
        if pool is None or index is None:
            return 'none'
        callback = self.later(runner, op['callback'])
        return self.show(pool.apply_cb(self.run_worker, (index,), None, lambda value: self.run_worker(callback)))

    def do_poolAdd(self, runner, op, path, method='add'):
        pool = self.pick(self.pools, op['pool'])
        greenlet = self.greenlet(op['greenlet'])
        # Added twice, it would take two slots.
        if pool is None or greenlet is None or greenlet in pool or (pool, greenlet) in self.entering:
            return 'none'
        self.entering.append((pool, greenlet))
        try:
            if isinstance(pool, gevent.pool.Pool):
                getattr(pool, method)(greenlet, blocking=op['block'], timeout=self.limit(runner, op['limit']))
            else:
                getattr(pool, method)(greenlet)
        finally:
            self.entering.remove((pool, greenlet))
        return self.names[greenlet]

    def do_poolStart(self, runner, op, path):
        return self.do_poolAdd(runner, op, path, 'start')

    def do_poolDiscard(self, runner, op, path):
        pool = self.pick(self.pools, op['pool'])
        greenlet = self.greenlet(op['greenlet'])
        if pool is None or greenlet is None or greenlet not in pool:
            return 'none'
        pool.discard(greenlet)
        return self.names[greenlet]

    def do_poolMap(self, runner, op, path):
        pool = self.pick(self.pools, op['pool'])
        index = self.later(runner, op['body'])
        if pool is None or index is None:
            return 'none'
        mapping = pool.map_async(lambda item: self.run_worker(index, item), range(op['items']))
        return self.show(mapping.get()) if op['wait'] else 'ok'

    def do_imap(self, runner, op, path):
        pool = self.pick(self.pools, op['pool'])
        index = self.later(runner, op['body'])
        if pool is None or index is None:
            return 'none'
        error = self.error('B') if op['broken'] and op['ordered'] else None

        def items():
            yield from range(op['items'])
            if error is not None:
                raise error

        def make():
            method = pool.imap if op['ordered'] else pool.imap_unordered
            return method(lambda item: self.run_worker(index, item), items(), maxsize=op['maxsize'])

        entry = {'iterator': gevent.spawn(make).get(), 'failure': error, 'ended': False, 'busy': False}
        self.imaps.append(entry)
        return 'ok'

    def do_next(self, runner, op, path):
        entry = self.pick(self.imaps, op['imap'])
        if entry is None or entry['ended']:
            return 'none'
        if entry['busy']:
            return 'busy'
        entry['busy'] = True
        try:
            return self.show(next(entry['iterator']))
        except StopIteration:
            entry['ended'] = True
            return 'end'
        except UserError as error:
            # After the error of its items gevent would wait for ever.
            if error is entry['failure']:
                entry['ended'] = True
            raise
        finally:
            entry['busy'] = False

    def do_poolJoin(self, runner, op, path):
        pool = self.pick(self.pools, op['pool'])
        if pool is None:
            return 'none'
        return self.show(pool.join(self.limit(runner, op['limit']), op['raise']))

    def do_poolKill(self, runner, op, path):
        pool = self.pick(self.pools, op['pool'])
        if pool is None:
            return 'none'
        # Without block, gevent would cancel the caller's Timeout.
        error = self.error_or_exit(op['error'])
        pool.kill(error, op['block'], self.limit(runner, op['limit']) if op['block'] else None)
        return 'ok'

    def do_poolKillone(self, runner, op, path):
        pool = self.pick(self.pools, op['pool'])
        greenlet = self.greenlet(op['greenlet'])
        if pool is None or greenlet is None:
            return 'none'
        pool.killone(greenlet, self.error_or_exit(op['error']), op['block'], self.limit(runner, op['limit']))
        return self.names[greenlet]

    def do_poolWait(self, runner, op, path):
        pool = self.pick(self.pools, op['pool'])
        if not isinstance(pool, gevent.pool.Pool):
            return 'none'
        return self.show(pool.wait_available(self.limit(runner, op['limit'])))

    def show_pool(self, pool):
        state = 'full' if pool.full() else 'open'
        if isinstance(pool, gevent.pool.Pool):
            state += ' free %d' % pool.free_count()
        return self.show(list(pool)) + ' ' + state

    def do_poolStatus(self, runner, op, path):
        pool = self.pick(self.pools, op['pool'])
        return 'none' if pool is None else self.show_pool(pool)

    def do_throw(self, runner, op, path):
        raise self.error(op['error'])

    # The program

    def run_main(self):
        runner = Runner('main', -1)
        try:
            returned = self.run(runner, self.program['main'], '')
            self.write('main end ' + self.show(returned[0] if returned is not None else None))
        except Stop:
            return
        except BaseException as error:
            self.write('main end !' + self.show_error(error))
        for greenlet in self.greenlets:
            self.write(self.show_greenlet(greenlet))
        for event in self.events:
            self.write('event %s %d' % (self.show(event.is_set()), event.linkcount()))
        for result in self.results:
            outcome = 'none' if result.exception is None else self.show_error(result.exception)
            self.write('result %s %s %s %d' % (
                self.show(bool(result.ready())), self.show(result.value), outcome, result.linkcount()))
        for queue in self.queues:
            self.write('queue %d %s' % (queue.qsize(), waiting(queue)))
        for channel in self.channels:
            self.write('channel ' + waiting(channel))
        for semaphore in self.semaphores:
            self.write('semaphore %d %d' % (semaphore.counter, semaphore.linkcount()))
        for pool in self.pools:
            self.write('pool ' + self.show_pool(pool))


def handle_error(context, _type, value, _traceback):
    if WORLD is not None:
        WORLD.report(context, value)


WORLD = None
HUB.handle_error = handle_error


def give_up():
    WORLD.skip = 'keeps the loop busy for ever'
    WORLD.stopped = True
    HUB.parent.throw(Stop)


HUB.loop.give_up = give_up


def run(program):
    global WORLD
    HUB.loop.reset()
    WORLD = world = World(program)
    world.run_main()
    if world.patient:
        world.skip = 'gevent may have lost a waiter'
    log = ['skip: ' + world.skip] if world.skip else world.log
    # What is left of it ends here, as a suspended greenlet is never collected: every operation raises Stop from now on.
    world.stopped = True
    WORLD = None
    HUB.loop.reset()
    current = getcurrent()
    for left in [one for one in gc.get_objects() if isinstance(one, greenlet)]:
        if left and left is not HUB and left is not current:
            HUB.loop.run_callback(left.throw, Stop)
    gevent.sleep(0)
    HUB.loop.reset()
    return log


# Suspended greenlets and tracebacks leak, so that a process serves so many programs only.
PROGRAMS_PER_PROCESS = 250


def serve(lines):
    """Answer lines until there are no more; in a process of its own."""
    gc.disable()
    gc.collect()
    for line in lines:
        gc.freeze()  # out of the sight of gc.get_objects()
        sys.stdout.write(json.dumps(run(json.loads(line)), separators=(',', ':')) + '\n')
        sys.stdout.flush()


def main():
    print(json.dumps({'gevent': gevent.__version__}), flush=True)
    child = 0
    to_child = None
    for number, line in enumerate(sys.stdin):
        if number % PROGRAMS_PER_PROCESS == 0:
            if to_child is not None:
                to_child.close()
                os.waitpid(child, 0)
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(writing)
                if to_child is not None:
                    to_child.close()
                with os.fdopen(reading) as lines:
                    serve(lines)
                os._exit(0)
            os.close(reading)
            to_child = os.fdopen(writing, 'w')
        to_child.write(line)
        to_child.flush()
    if to_child is not None:
        to_child.close()
        os.waitpid(child, 0)


if __name__ == '__main__':
    main()
