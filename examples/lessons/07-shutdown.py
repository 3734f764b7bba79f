import gevent


def serve(name, goodbye):
    try:
        while True:
            print(f'{name} works')
            gevent.sleep(0.2)
    finally:
        print(f'{name} says goodbye')
        gevent.sleep(goodbye)
        print(f'{name} is gone')


def heartbeat():
    while True:
        gevent.sleep(0.01)


gevent.spawn(heartbeat)
workers = [gevent.spawn(serve, 'Ann', 0.1), gevent.spawn(serve, 'Ben', 0.05)]
try:
    gevent.sleep(0.3)
    print('main has done its work')
finally:
    print('shutting down')
    gevent.killall(workers)
    print('everybody is gone')
