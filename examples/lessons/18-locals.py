import gevent
from gevent.local import local

stash = local()


def log(text):
    """Deep in the program: nobody has passed the user on to here."""
    print(f'[{getattr(stash, "user", "nobody")}] {text}')


def request(name, seconds):
    log('who am I?')
    stash.user = name
    log('hello')
    gevent.sleep(seconds)
    log('still me')


stash.user = 'main'
gevent.joinall([gevent.spawn(request, 'Ann', 0.2), gevent.spawn(request, 'Ben', 0.1)])
log('nobody has changed mine')
