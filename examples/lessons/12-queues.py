import gevent
from gevent.queue import Queue

tasks = Queue()


def worker(name):
    while not tasks.empty():
        task = tasks.get()
        print(f'{name} takes {task}')
        gevent.sleep(0)
    print(f'{name} goes home')


def boss():
    for n in range(1, 8):
        tasks.put_nowait(f'task {n}')
    print('the boss has filled the queue')


gevent.spawn(boss).join()
gevent.joinall([gevent.spawn(worker, 'Ann'), gevent.spawn(worker, 'Ben'), gevent.spawn(worker, 'Cleo')])
print(f'tasks left: {tasks.qsize()}')
