import gevent
from gevent import Timeout


def cook():
    try:
        gevent.sleep(0.3)
        return 'soup'
    finally:
        print('the stove is off')


try:
    with Timeout(0.1):
        cook()
except Timeout:
    print('no soup within 100 ms')

dish = gevent.with_timeout(0.1, cook, timeout_value='bread')
print(f'so we eat {dish}')

pot = gevent.spawn(cook)
try:
    pot.get(timeout=0.1)
except Timeout:
    print('we stop waiting, but the pot is still on the stove')
print(f'later there is {pot.get()}')
