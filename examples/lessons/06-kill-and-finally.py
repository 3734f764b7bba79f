from itertools import count

import gevent


def write():
    print('the file is open')
    try:
        for line in count(1):
            print(f'line {line}')
            gevent.sleep(0.1)
    finally:
        print('cleaning up')
        gevent.sleep(0.05)
        print('the file is closed')


writer = gevent.spawn(write)
gevent.sleep(0.25)
print('kill')
writer.kill()
print(f'the writer is {"dead" if writer.dead else "alive"}')

unlucky = gevent.spawn(write)
unlucky.kill()
print('who is killed before its first line never runs')
