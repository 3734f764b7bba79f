import gevent
from gevent.pool import Group


def measure(n):
    gevent.sleep((4 - n) * 0.1)
    return n * n


def print_all(results):
    for result in results:
        print(f'  {result}')


group = Group()
for n in [1, 2, 3]:
    group.spawn(measure, n).link(lambda greenlet: print(f'  {greenlet.value}'))
print(f'members: {len(group)}')
group.join()
print(f'members: {len(group)}')

squares = group.map(measure, [1, 2, 3])
print(f'map: {" ".join(map(str, squares))}')
print('imap:')
print_all(group.imap(measure, [1, 2, 3]))
print('imapUnordered:')
print_all(group.imap_unordered(measure, [1, 2, 3]))
