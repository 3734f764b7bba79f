import gevent


def win():
    gevent.sleep(0.1)
    return 'the cup'


def lose():
    gevent.sleep(0.1)
    raise Exception('out of breath')


def yes(answer):
    return 'yes' if answer else 'no'


def show(name, greenlet):
    print(
        f'{name}: started {yes(greenlet.started)}, ready {yes(greenlet.ready())}, '
        f'successful {yes(greenlet.successful())}, value {greenlet.value or "none"}'
    )


winner = gevent.spawn(win)
loser = gevent.spawn(lose)
show('winner', winner)
show('loser', loser)

gevent.joinall([winner, loser])
show('winner', winner)
show('loser', loser)

try:
    loser.get()
except Exception as error:
    print(f'get() throws: {error}')
    print(f'the very same error: {yes(error is loser.exception)}')
