"""HTTP with requests under gevent's patch and in its Pool, which is what the package grequests is.

    python3 requests_programs.py one|each URL SIZE REQUESTS

one: all share a Session, with a connection for each at a time; each: a Session for each request, as grequests makes it.
"""
from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402

import requests  # noqa: E402
from gevent.pool import Pool  # noqa: E402
from harness import report  # noqa: E402

sessions, url, size, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
shared = requests.Session()
shared.mount("http://", requests.adapters.HTTPAdapter(pool_connections=1, pool_maxsize=size))


def get(address):
    session = shared if sessions == "one" else requests.Session()
    return session.get(address)


report(lambda: sum(response.json()["id"] for response in Pool(size).imap(get, [url] * count)))
