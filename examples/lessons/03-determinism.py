import gevent
from gevent.pool import Pool


def echo(n):
    gevent.sleep(n * 3 % 7 * 0.1)
    return n


def run(tell):
    """Six echoes at once, told of as they come; returns their order."""
    order = []
    for n in Pool(10).imap_unordered(echo, [1, 2, 3, 4, 5, 6]):
        tell(n)
        order.append(n)
    return order


first = run(lambda n: print(f'{n} comes back'))
second = run(lambda n: None)
third = run(lambda n: None)
print('the same each time' if first == second == third else 'different')
