import gevent


def fetch_part(name, seconds):
    print(f'{name} begins')
    try:
        gevent.sleep(seconds)
        if name == 'broken':
            raise Exception('the line is cut')
        print(f'{name} is here')
        return name.upper()
    finally:
        print(f'{name} hangs up')


def fetch_all(*names):
    """gevent has no scope: each function that spawns has to stop what it has spawned."""
    parts = [gevent.spawn(fetch_part, name, (index + 1) * 0.1) for index, name in enumerate(names)]
    try:
        gevent.joinall(parts, raise_error=True)
        return ' '.join(part.get() for part in parts)
    finally:
        gevent.killall(parts)


print(fetch_all('left', 'right'))
try:
    print(fetch_all('front', 'broken', 'back'))
except Exception as error:
    print(f'all stopped: {error}')
