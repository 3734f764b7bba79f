import gevent
from gevent.queue import Queue

letters = Queue()
calls = Queue()


def postman():
    gevent.sleep(0.1)
    letters.put_nowait('a postcard')
    gevent.sleep(0.2)
    letters.put_nowait('a bill')


def telephone():
    gevent.sleep(0.2)
    calls.put_nowait('grandmother')


def select(**cases):
    """gevent has no select for queues: a greenlet for each case, and the losers are killed."""
    waiting = {gevent.spawn(*case): key for key, case in cases.items()}
    try:
        (first,) = gevent.wait(list(waiting), count=1)
        return waiting[first], first.value
    finally:
        gevent.killall(list(waiting))


def office():
    while True:
        key, value = select(letter=(letters.get,), call=(calls.get,), closing=(gevent.sleep, 0.15))
        if key == 'closing':
            break
        print(f'{key}: {value}')
    print('closed')


gevent.joinall([gevent.spawn(postman), gevent.spawn(telephone), gevent.spawn(office)])
calls.put_nowait('too late')
print(f'calls nobody has taken: {calls.qsize()}')
