"""The workloads in asyncio.

    python3 asyncio_programs.py WORKLOAD OPERATIONS
"""
import asyncio

from harness import CREWS, MeetingPlace, Room, Tracker, crew_of, main, tally


async def crowd(size, body, *args):
    return await asyncio.gather(*(body(*args) for _ in range(size)))


async def switch(n):
    async def body(times):
        for _ in range(times):
            await asyncio.sleep(0)
        return times

    return sum(await crowd(100, body, n // 100))


async def spawn(n):
    async def child(i):
        return i

    return sum(await asyncio.gather(*[asyncio.create_task(child(i)) for i in range(n)]))


async def kill(n):
    event = asyncio.Event()
    cleaned = 0

    async def victim():
        nonlocal cleaned
        try:
            await event.wait()
        finally:
            cleaned += 1

    tasks = [asyncio.create_task(victim()) for _ in range(n)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return cleaned


async def timer(n):
    done = 0
    for _ in range(n):
        async with asyncio.timeout(1):
            done += 1
    return done


async def produce(queue, numbers):
    for i in numbers:
        await queue.put(i)


async def consume(queue, times):
    total = 0
    for _ in range(times):
        total += await queue.get()
    return total


async def one_queue(n, size):
    queue = asyncio.Queue(size)
    _, total = await asyncio.gather(produce(queue, range(n)), consume(queue, n))
    return total


async def event(n):
    happened = asyncio.Event()
    rounds = n // 1000

    async def waiter():
        for _ in range(rounds):
            await happened.wait()
        return rounds

    async def setter():
        for _ in range(rounds):
            await asyncio.sleep(0)
            happened.set()
            happened.clear()

    waiters = [asyncio.create_task(waiter()) for _ in range(1000)]
    await setter()
    return sum(await asyncio.gather(*waiters))


async def semaphore(n):
    permits = asyncio.Semaphore(10)
    room = Room(10)

    async def worker():
        for _ in range(n // 100):
            async with permits:
                room.enter()
                await asyncio.sleep(0)
                room.leave()

    await crowd(100, worker)
    return room.counts()


async def pool(n):
    permits = asyncio.Semaphore(50)

    async def double(i):
        async with permits:
            await asyncio.sleep(0)
            return i * 2

    return sum(await asyncio.gather(*(double(i) for i in range(n))))


async def skynet(n, number=0):
    if n == 1:
        return number
    part = n // 10
    children = [asyncio.create_task(skynet(part, number + i * part)) for i in range(10)]
    total = 0
    for child in children:
        total += await child
    return total


async def parked(n):
    event = asyncio.Event()
    arrived = 0

    async def waiter():
        nonlocal arrived
        arrived += 1
        await event.wait()

    tasks = [asyncio.create_task(waiter()) for _ in range(n)]
    await asyncio.sleep(0)
    count = arrived
    event.set()
    await asyncio.gather(*tasks)
    return count


async def thread_ring(n):
    done = asyncio.get_running_loop().create_future()
    inboxes = [asyncio.Queue() for _ in range(503)]

    async def node(name, inbox, following):
        while True:
            left = await inbox.get()
            if left == 0:
                return done.set_result(name)
            following.put_nowait(left - 1)

    ring = [asyncio.create_task(node(i + 1, inbox, inboxes[(i + 1) % 503])) for i, inbox in enumerate(inboxes)]
    inboxes[0].put_nowait(n)
    winner = await done
    for task in ring:
        task.cancel()
    return winner


async def chameneos(n):
    async def live(creature, place):
        while True:
            other = place.come(creature)
            if other is False:
                return
            if other is None:
                creature.meet(await creature.inbox.get())
            else:
                card = other.card()
                other.inbox.put_nowait(creature.card())
                creature.meet(card)

    crews = [crew_of(colours, asyncio.Queue) for colours in CREWS]
    for crew in crews:
        place = MeetingPlace(n // 2)
        await asyncio.gather(*(live(creature, place) for creature in crew))
    return tally(crews)


async def sieve(n):
    async def generate(to):
        i = 2
        while True:
            await to.put(i)
            i += 1

    async def strain(source, to, prime):
        while True:
            i = await source.get()
            if i % prime:
                await to.put(i)

    source = asyncio.Queue(1)
    tasks = [asyncio.create_task(generate(source))]
    prime = 0
    for _ in range(n):
        prime = await source.get()
        following = asyncio.Queue(1)
        tasks.append(asyncio.create_task(strain(source, following, prime)))
        source = following
    for task in tasks:
        task.cancel()
    return prime


async def ping_pong(n):
    left, right = asyncio.Queue(), asyncio.Queue()

    async def pong():
        for _ in range(n):
            left.put_nowait(await right.get() + 1)

    task = asyncio.create_task(pong())
    last = 0
    for _ in range(n):
        right.put_nowait(last)
        last = await left.get()
    await task
    return last


async def fork_join(n):
    workers = []
    for i in range(n):
        inbox = asyncio.Queue()
        workers.append(asyncio.create_task(consume(inbox, 1)))
        inbox.put_nowait(i)
    return sum(await asyncio.gather(*workers))


async def throughput(n):
    inboxes = [asyncio.Queue() for _ in range(60)]
    workers = [asyncio.create_task(consume(inbox, n // 60)) for inbox in inboxes]
    for i in range(n):
        inboxes[i % 60].put_nowait(i)
    return sum(await asyncio.gather(*workers))


async def bounded_buffer(n):
    buffer = asyncio.Queue(50)
    producers = [produce(buffer, range(first, n, 40)) for first in range(40)]
    consumers = [consume(buffer, n // 40) for _ in range(40)]
    return sum((await asyncio.gather(*producers, *consumers))[40:])


async def philosophers(n):
    forks = [asyncio.Lock() for _ in range(20)]

    async def dine(first, second):
        for _ in range(n // 20):
            async with first, second:
                await asyncio.sleep(0)
        return n // 20

    seats = [sorted((seat, (seat + 1) % 20)) for seat in range(20)]
    return sum(await asyncio.gather(*(dine(forks[first], forks[second]) for first, second in seats)))


async def cancellation(n):
    everybody, never = asyncio.Event(), asyncio.Event()
    tracker = Tracker(n, everybody.set)

    async def task(depth):
        tracker.allocate()
        try:
            async with asyncio.TaskGroup() as group:
                if depth > 1:
                    group.create_task(task(depth - 1))
                await never.wait()
        finally:
            tracker.release()

    async def root():
        async with asyncio.TaskGroup() as group:
            for _ in range(n // 10):
                group.create_task(task(10))

    outermost = asyncio.create_task(root())
    await everybody.wait()
    outermost.cancel()
    await asyncio.gather(outermost, return_exceptions=True)
    return tracker.counts()


PROGRAMS = {
    "switch": switch,
    "spawn": spawn,
    "kill": kill,
    "timer": timer,
    "queue1": lambda n: one_queue(n, 1),
    "queue100": lambda n: one_queue(n, 100),
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

main({name: lambda n, program=program: asyncio.run(program(n)) for name, program in PROGRAMS.items()})
