import gevent
from gevent.pool import Pool


def download(name, seconds):
    print(f'{name} begins')
    gevent.sleep(seconds)
    print(f'{name} is here')


pool = Pool(2)
for name, seconds in [
    ('film', 0.4),
    ('song', 0.1),
    ('book', 0.2),
    ('game', 0.25),
]:
    pool.spawn(download, name, seconds)
    print(f'main has spawned {name}, free places: {pool.free_count()}')
pool.join()
print('all are here')
