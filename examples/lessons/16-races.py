import gevent
from gevent.lock import Semaphore

balance = 0
lock = Semaphore(1)


def deposit(name, amount):
    global balance
    before = balance
    print(f'{name} reads {before}')
    gevent.sleep(0)
    balance = before + amount
    print(f'{name} writes {balance}')


def deposit_alone(name, amount):
    with lock:
        deposit(name, amount)


gevent.joinall([gevent.spawn(deposit, 'Ann', 10), gevent.spawn(deposit, 'Ben', 20)])
print(f'10 and 20 make {balance}')

balance = 0
gevent.joinall([gevent.spawn(deposit_alone, 'Ann', 10), gevent.spawn(deposit_alone, 'Ben', 20)])
print(f'10 and 20 make {balance}')
