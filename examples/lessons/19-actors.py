import gevent
from gevent import Greenlet
from gevent.queue import Queue


class Actor(Greenlet):
    """A greenlet with an inbox: it handles one message after another."""

    def __init__(self):
        super().__init__()
        self.inbox = Queue()

    def receive(self, message):
        raise NotImplementedError

    def _run(self):
        while True:
            self.receive(self.inbox.get())


class Player(Actor):
    def __init__(self, who):
        super().__init__()
        self.who = who
        self.partner = None

    def receive(self, ball):
        print(f'{self.who} hits the {ball} ball')
        gevent.sleep(0.1)
        self.partner.inbox.put_nowait(ball)


ann = Player('Ann')
ben = Player('Ben')
ann.partner = ben
ben.partner = ann
ann.start()
ben.start()

ann.inbox.put_nowait('red')
ben.inbox.put_nowait('blue')
print('two balls are in the air')
gevent.joinall([ann, ben], timeout=0.25)
print('time is up')
