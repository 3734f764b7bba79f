import gevent


def boil(what, seconds):
    print(f'{what}: on the stove')
    gevent.sleep(seconds)
    print(f'{what}: done')


print('one after another')
boil('potatoes', 0.3)
boil('eggs', 0.2)
boil('tea', 0.1)

print('all at once')
gevent.joinall([gevent.spawn(boil, 'potatoes', 0.3), gevent.spawn(boil, 'eggs', 0.2), gevent.spawn(boil, 'tea', 0.1)])
