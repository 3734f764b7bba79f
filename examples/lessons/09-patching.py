from gevent import monkey

monkey.patch_time()

import time

import gevent


def nap(name, seconds):
    """time.sleep is Python's: it knows nothing of greenlets, and is patched."""
    print(f'{name} falls asleep')
    try:
        time.sleep(seconds)
        print(f'{name} wakes up')
    finally:
        print(f'{name} gets up')


long = gevent.spawn(nap, 'Ann', 60)
short = gevent.spawn(nap, 'Ben', 0.1)
short.join()
print('wake Ann')
long.kill()
gevent.joinall([long, short])
print('nobody waits a minute')
