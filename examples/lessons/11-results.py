import gevent
from gevent.event import AsyncResult

weather = AsyncResult()
lottery = AsyncResult()


def reporter():
    gevent.sleep(0.1)
    print('the reporter has news')
    weather.set('rain')
    lottery.set_exception(Exception('the draw was cancelled'))


def listener(name):
    print(f'{name} listens')
    news = weather.get()
    print(f'{name} hears: {news}')


def player():
    try:
        number = lottery.get()
        print(f'the winning number is {number}')
    except Exception as error:
        print(f'the player hears: {error}')


gevent.joinall([gevent.spawn(listener, 'Ann'), gevent.spawn(listener, 'Ben'), gevent.spawn(player), gevent.spawn(reporter)])
print(f'who asks later is told at once: {weather.get()}')
