import gevent
from gevent.queue import Empty, Queue

counter = Queue(2)


def cook():
    for dish in ['soup', 'fish', 'rice', 'cake', 'tea']:
        counter.put(dish)
        print(f'the cook puts down the {dish}')
    print('the cook is done')


def waiter(name):
    try:
        while True:
            dish = counter.get(timeout=0.35)
            print(f'{name} takes the {dish}')
            gevent.sleep(0.1)
    except Empty:
        print(f'{name} has waited long enough')


gevent.joinall([gevent.spawn(cook), gevent.spawn(waiter, 'Ann'), gevent.spawn(waiter, 'Ben')])
