import gevent
from gevent.lock import BoundedSemaphore

boats = BoundedSemaphore(2)


def row(name, seconds):
    boats.acquire()
    print(f'{name} takes a boat')
    gevent.sleep(seconds)
    print(f'{name} brings it back')
    boats.release()


def hurry(name):
    got = boats.acquire(timeout=0.05)
    print(f'{name} takes a boat' if got else f'{name} walks instead')


gevent.joinall(
    [
        gevent.spawn(row, 'Ann', 0.1),
        gevent.spawn(row, 'Ben', 0.25),
        gevent.spawn(row, 'Cleo', 0.2),
        gevent.spawn(hurry, 'Dan'),
        gevent.spawn(row, 'Eve', 0.1),
    ]
)
print(f'boats at the pier: {boats.counter}')
try:
    boats.release()
except ValueError:
    print('nobody can bring back a third boat')
