"""A pure-Python gevent loop with virtual time: the real gevent code (Greenlet, Event, Queue, Pool, Timeout) runs on it,
fast and deterministically. install() comes before anything else; reset() makes the loop as new for the next program.

It does what libev does as far as order goes: the callbacks are drained until none is left; then the time moves to the
next deadline, all timers due are collected, and those of the higher priority are called first (a Timeout has -1, all
else 0), each by deadline and start. A timer that an earlier one of its batch stops is not called. Timers with
ref=False neither keep the loop running nor let the time move when nothing else is left.
"""
import heapq
import sys
from collections import deque

from gevent.hub import Hub, set_hub


class Callback:
    __slots__ = ('callback', 'args')

    def __init__(self, callback, args):
        self.callback, self.args = callback, args

    def stop(self):
        self.callback = self.args = None

    close = stop

    def __bool__(self):
        return self.args is not None

    @property
    def pending(self):
        return self.callback is not None


class Timer:
    def __init__(self, loop, after, ref, priority):
        self.loop, self.after, self.ref, self.priority = loop, after, ref, priority or 0
        self.callback = self.args = None
        self.turn = 0  # of the start that counts
        self.active = False

    def start(self, callback, *args, **_update):
        if not self.active and self.ref:
            self.loop.held += 1
        self.callback, self.args = callback, args
        self.turn += 1
        self.active = True
        loop = self.loop
        loop.started += 1
        heapq.heappush(loop.timers, (loop.time + max(0.0, self.after), loop.started, self, self.turn))

    def again(self, callback, *args, **_update):
        self.start(callback, *args)

    def stop(self):
        if self.active and self.ref:
            self.loop.held -= 1
        self.turn += 1
        self.callback = self.args = None
        self.active = False

    close = stop
    pending = False

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()


class Watcher:
    """What never fires here: prepare, check, async and the like."""

    def __init__(self, *_args, **_kwargs):
        self.callback = self.args = None
        self.active = self.pending = False
        self.ref = True

    def start(self, callback, *_args):
        self.callback = callback

    def stop(self):
        self.callback = None

    close = stop

    def send(self):
        pass

    def send_ignoring_arg(self, _arg=None):
        pass


class VirtualLoop:
    MAXPRI, MINPRI = 2, -2
    default = True
    approx_timer_resolution = 1e-5
    error_handler = None
    ptr = 1
    starting_timer_may_update_loop_time = False
    # How many callbacks and timers may be called between two resets, and what is done about one more.
    most_calls = None
    give_up = None

    def __init__(self):
        self.reset()

    def reset(self):
        self.callbacks = deque()
        self.timers = []
        self.batch = deque()
        self.time = 0.0
        self.started = 0
        self.held = 0  # started timers with ref=True
        self.calls = 0

    def run_callback(self, callback, *args):
        queued = Callback(callback, args)
        self.callbacks.append(queued)
        return queued

    run_callback_threadsafe = run_callback

    def timer(self, after, repeat=0.0, ref=True, priority=None):
        return Timer(self, after, ref, priority)

    def async_(self, *args, **kwargs):
        return Watcher()

    prepare = check = idle = signal = io = fork = child = stat = async_

    def now(self):
        return self.time

    def update(self):
        pass

    update_now = update

    def destroy(self):
        return True

    def _call(self, context, callback, args):
        self.calls += 1
        if self.calls == self.most_calls:
            self.give_up()
        try:
            callback(*args)
        except BaseException:
            if self.error_handler is not None:
                self.error_handler.handle_error(context, *sys.exc_info())

    def run(self, nowait=False, once=False):
        while True:
            while self.callbacks:
                queued = self.callbacks.popleft()
                callback, args = queued.callback, queued.args
                queued.callback = None
                if callback is not None and args is not None:
                    self._call(callback, callback, args)
                    queued.args = None
            # All timers of a poll are called before the callbacks that they queue.
            while self.batch:
                timer, turn = self.batch.popleft()
                if timer.turn == turn:
                    callback, args = timer.callback, timer.args
                    timer.stop()
                    self._call(timer, callback, args)
            if self.callbacks:
                continue
            while self.timers and self.timers[0][2].turn != self.timers[0][3]:
                heapq.heappop(self.timers)
            if not self.timers or self.held == 0:
                return
            self.time = max(self.time, self.timers[0][0])
            due = []
            while self.timers and self.timers[0][0] <= self.time:
                _, _, timer, turn = heapq.heappop(self.timers)
                if timer.turn == turn:
                    due.append((timer, turn))
            due.sort(key=lambda entry: -entry[0].priority)
            self.batch.extend(due)

    def debug(self):
        return []

    def _format(self):
        return 'virtual'

    def __repr__(self):
        return '<VirtualLoop at %g>' % self.time


def install():
    """Make a hub on a virtual loop the hub of this thread."""
    hub = Hub(loop=VirtualLoop(), default=None)
    set_hub(hub)
    return hub
