import gevent


def foo():
    print('foo is running')
    gevent.sleep(0)
    print('foo is back')


def bar():
    print('bar is running')
    gevent.sleep(0)
    print('bar is back')


greenlets = [gevent.spawn(foo), gevent.spawn(bar)]
print('both are spawned')
gevent.joinall(greenlets)
print('both have ended')
