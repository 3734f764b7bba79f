from gevent import monkey

monkey.patch_all()

import gevent
import requests
from gevent.pool import Pool
from gevent.pywsgi import WSGIServer


def shop(environ, start_response):
    """A small shop: three pages, one of which takes its time."""
    path = environ['PATH_INFO']
    if path == '/slow':
        gevent.sleep(0.3)
        start_response('200 OK', [])
        return [b'sold out']
    start_response('200 OK' if path == '/' else '404 Not Found', [])
    return [b'welcome' if path == '/' else b'no such page']


server = WSGIServer(('127.0.0.1', 0), shop, log=None)
server.start()
addresses = [f'http://127.0.0.1:{server.server_port}{path}' for path in ['/slow', '/', '/missing']]
addresses.append('http://127.0.0.1:1/')


def get(address):
    """What grequests.map does for each of its requests."""
    try:
        return requests.get(address, timeout=5)
    except requests.ConnectionError:
        print('one shop is closed')


for response in Pool(10).map(get, addresses):
    print('no answer' if response is None else f'{response.status_code}: {response.text}')
