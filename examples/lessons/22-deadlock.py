import gevent
from gevent.exceptions import LoopExit
from gevent.lock import RLock

pen = RLock()
paper = RLock()


def writer(name, first, second):
    first.acquire()
    print(f'{name} has one thing')
    gevent.sleep(0.1)
    print(f'{name} waits for the other')
    second.acquire()
    print(f'{name} writes')


ann = gevent.spawn(writer, 'Ann', pen, paper)
ben = gevent.spawn(writer, 'Ben', paper, pen)
try:
    gevent.joinall([ann, ben])
except LoopExit:
    print('LoopExit: nothing can happen any more')
