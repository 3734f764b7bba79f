import gevent
from gevent import Greenlet


def greet(text, seconds):
    gevent.sleep(seconds)
    print(text)


class Greeter(Greenlet):
    """A greenlet with a state and methods of its own."""

    def __init__(self, guest):
        super().__init__()
        self.guest = guest

    def _run(self):
        print(f'Welcome, {self.guest}!')
        gevent.sleep(0.2)
        print(f'Goodbye, {self.guest}!')


unstarted = Greenlet(greet, 'I was started by hand', 0)
greenlets = [
    gevent.spawn(greet, 'I slept for 100 ms', 0.1),
    gevent.spawn_later(0.05, greet, 'I began after 50 ms', 0),
    Greeter.spawn('Ann'),
    gevent.spawn(lambda: print('I am a plain function')),
    unstarted,
]
print('nothing has run so far')
unstarted.start()
gevent.joinall(greenlets)
