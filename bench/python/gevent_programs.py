"""The workloads in real gevent.

    python3 gevent_programs.py WORKLOAD OPERATIONS
"""
import gevent
from gevent.event import AsyncResult, Event
from gevent.lock import BoundedSemaphore, Semaphore
from gevent.pool import Pool
from gevent.queue import Channel, Queue
from harness import CREWS, MeetingPlace, Room, Tracker, crew_of, main, tally


def crowd(size, body, *args):
    greenlets = [gevent.spawn(body, *args) for _ in range(size)]
    gevent.joinall(greenlets, raise_error=True)
    return [greenlet.value for greenlet in greenlets]


def switch(n):
    def body(times):
        for _ in range(times):
            gevent.sleep(0)
        return times

    return sum(crowd(100, body, n // 100))


def spawn(n):
    greenlets = [gevent.spawn(lambda i: i, i) for i in range(n)]
    gevent.joinall(greenlets)
    return sum(greenlet.value for greenlet in greenlets)


def kill(n):
    event = Event()
    cleaned = 0

    def victim():
        nonlocal cleaned
        try:
            event.wait()
        finally:
            cleaned += 1

    greenlets = [gevent.spawn(victim) for _ in range(n)]
    gevent.sleep(0)
    gevent.killall(greenlets)
    return cleaned


def timer(n):
    done = 0
    for _ in range(n):
        with gevent.Timeout(1):
            done += 1
    return done


def queue(n, size):
    items = Queue(size)

    def produce():
        for i in range(n):
            items.put(i)

    gevent.spawn(produce)
    return sum(items.get() for _ in range(n))


def channel(n):
    items = Channel()

    def produce():
        for i in range(n):
            items.put(i)

    gevent.spawn(produce)
    return sum(items.get() for _ in range(n))


def event(n):
    happened = Event()
    rounds = n // 1000

    def waiter():
        for _ in range(rounds):
            happened.wait()
        return rounds

    def setter():
        for _ in range(rounds):
            gevent.sleep(0)
            happened.set()
            happened.clear()

    waiters = [gevent.spawn(waiter) for _ in range(1000)]
    gevent.spawn(setter)
    gevent.joinall(waiters)
    return sum(waiter.value for waiter in waiters)


def semaphore(n):
    permits = BoundedSemaphore(10)
    room = Room(10)

    def worker():
        for _ in range(n // 100):
            with permits:
                room.enter()
                gevent.sleep(0)
                room.leave()

    crowd(100, worker)
    return room.counts()


def pool(n):
    def double(i):
        gevent.sleep(0)
        return i * 2

    return sum(Pool(50).map(double, range(n)))


def skynet(n, number=0):
    if n == 1:
        return number
    part = n // 10
    children = [gevent.spawn(skynet, part, number + i * part) for i in range(10)]
    return sum(child.get() for child in children)


def parked(n):
    event = Event()
    arrived = 0

    def waiter():
        nonlocal arrived
        arrived += 1
        event.wait()

    parked.greenlets = [gevent.spawn(waiter) for _ in range(n)]
    gevent.sleep(0)
    return arrived


def thread_ring(n):
    done = AsyncResult()
    inboxes = [Queue() for _ in range(503)]

    def node(name, inbox, following):
        while True:
            left = inbox.get()
            if left == 0:
                return done.set(name)
            following.put(left - 1)

    for i, inbox in enumerate(inboxes):
        gevent.spawn(node, i + 1, inbox, inboxes[(i + 1) % 503])
    inboxes[0].put(n)
    return done.get()


def chameneos(n):
    def live(creature, place):
        while True:
            other = place.come(creature)
            if other is False:
                return
            if other is None:
                creature.meet(creature.inbox.get())
            else:
                card = other.card()
                other.inbox.put(creature.card())
                creature.meet(card)

    crews = [crew_of(colours, Queue) for colours in CREWS]
    for crew in crews:
        place = MeetingPlace(n // 2)
        gevent.joinall([gevent.spawn(live, creature, place) for creature in crew])
    return tally(crews)


def sieve(n):
    def generate(to):
        i = 2
        while True:
            to.put(i)
            i += 1

    def strain(source, to, prime):
        while True:
            i = source.get()
            if i % prime:
                to.put(i)

    source = Channel()
    greenlets = [gevent.spawn(generate, source)]
    prime = 0
    for _ in range(n):
        prime = source.get()
        following = Channel()
        greenlets.append(gevent.spawn(strain, source, following, prime))
        source = following
    gevent.killall(greenlets)
    return prime


def ping_pong(n):
    left, right = Queue(), Queue()

    def pong():
        for _ in range(n):
            left.put(right.get() + 1)

    gevent.spawn(pong)
    last = 0
    for _ in range(n):
        right.put(last)
        last = left.get()
    return last


def worker(inbox, messages):
    return sum(inbox.get() for _ in range(messages))


def fork_join(n):
    workers = []
    for i in range(n):
        inbox = Queue()
        workers.append(gevent.spawn(worker, inbox, 1))
        inbox.put(i)
    gevent.joinall(workers)
    return sum(each.value for each in workers)


def throughput(n):
    inboxes = [Queue() for _ in range(60)]
    workers = [gevent.spawn(worker, inbox, n // 60) for inbox in inboxes]
    for i in range(n):
        inboxes[i % 60].put(i)
    gevent.joinall(workers)
    return sum(each.value for each in workers)


def bounded_buffer(n):
    buffer = Queue(50)

    def produce(first):
        for i in range(first, n, 40):
            buffer.put(i)

    for first in range(40):
        gevent.spawn(produce, first)
    return sum(crowd(40, worker, buffer, n // 40))


def philosophers(n):
    forks = [Semaphore(1) for _ in range(20)]

    def dine(first, second):
        for _ in range(n // 20):
            with first, second:
                gevent.sleep(0)
        return n // 20

    seats = [sorted((seat, (seat + 1) % 20)) for seat in range(20)]
    diners = [gevent.spawn(dine, forks[first], forks[second]) for first, second in seats]
    gevent.joinall(diners)
    return sum(diner.value for diner in diners)


def cancellation(n):
    everybody, never = Event(), Event()
    tracker = Tracker(n, everybody.set)

    def task(depth):
        tracker.allocate()
        child = gevent.spawn(task, depth - 1) if depth > 1 else None
        try:
            never.wait()
        finally:
            if child is not None:
                child.kill()
            tracker.release()

    roots = [gevent.spawn(task, 10) for _ in range(n // 10)]
    everybody.wait()
    gevent.killall(roots)
    return tracker.counts()


main(
    {
        "switch": switch,
        "spawn": spawn,
        "kill": kill,
        "timer": timer,
        "queue1": lambda n: queue(n, 1),
        "queue100": lambda n: queue(n, 100),
        "channel": channel,
        "event": event,
        "semaphore": semaphore,
        "pool": pool,
        "skynet100k": skynet,
        "parked": parked,
        "thread-ring": thread_ring,
        "chameneos": chameneos,
        "sieve": sieve,
        "ping-pong": ping_pong,
        "fork-join": fork_join,
        "throughput": throughput,
        "bounded-buffer": bounded_buffer,
        "philosophers": philosophers,
        "cancellation": cancellation,
    }
)
