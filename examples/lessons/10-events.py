import gevent
from gevent.event import Event

doors = Event()


def guest(name):
    print(f'{name} arrives')
    doors.wait()
    print(f'{name} goes in')


def host():
    gevent.sleep(0.1)
    print('the doors open')
    doors.set()
    print('the host steps aside')


gevent.joinall([gevent.spawn(guest, 'Ann'), gevent.spawn(guest, 'Ben'), gevent.spawn(guest, 'Cleo'), gevent.spawn(host)])
guest('late Dan')

doors.clear()
opened = doors.wait(timeout=0.1)
print('open' if opened else 'the doors stay closed')
