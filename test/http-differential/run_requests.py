"""Send the cases of cases.json with Python's requests.

Each line of the standard input is a case as JSON, with its addresses filled in; each line of the standard output is the
list of the results. The first line of the output tells the versions.
"""
import io
import json
import sys
import warnings

import requests
import urllib3
from requests.auth import AuthBase, HTTPDigestAuth

warnings.simplefilter('ignore')


class Bearer(AuthBase):
    def __init__(self, token):
        self.token = token

    def __call__(self, request):
        request.headers['Authorization'] = 'Bearer ' + self.token
        return request


def jar_of(cookies):
    jar = requests.cookies.RequestsCookieJar()
    for cookie in cookies:
        jar.set(**cookie)
    return jar


SPECIAL = {
    '$bytes': lambda text: text.encode('latin-1'),
    '$tuple': tuple,
    '$generator': iter,
    '$file': lambda text: io.BytesIO(text.encode('utf-8')),
    '$nan': lambda _: float('nan'),
    '$bearer': Bearer,
    '$digest': lambda pair: HTTPDigestAuth(*pair),
    '$jar': jar_of,
}


def python_of(value):
    if isinstance(value, list):
        return [python_of(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {name: python_of(item) for name, item in value.items()}
    if len(made) == 1:
        [(name, content)] = made.items()
        if name in SPECIAL:
            return SPECIAL[name](content)
    return made


def keywords(request):
    names = {'allowRedirects': 'allow_redirects'}
    found = {names.get(name, name): python_of(value) for name, value in request.items() if name not in NOT_KEYWORDS}
    if isinstance(found.get('auth'), list):
        found['auth'] = tuple(found['auth'])
    return found


NOT_KEYWORDS = {'name', 'session', 'answers', 'then'}


def session_of(attributes):
    session = requests.Session()
    given = keywords(attributes)
    session.headers.update(given.get('headers', {}))
    session.cookies.update(given.get('cookies', {}))
    session.params = given.get('params', {})
    session.auth = given.get('auth')
    session.max_redirects = given.get('maxRedirects', 30)
    return session


def result(session, request):
    try:
        response = session.request(**keywords(request), timeout=3)
    except Exception as error:
        return {'error': type(error).__name__}
    return {
        'status': response.status_code,
        'url': response.url,
        'text': response.text,
        'history': [[hop.status_code, hop.url] for hop in response.history],
    }


def say(value):
    print(json.dumps(value), flush=True)


say({'requests': requests.__version__, 'urllib3': urllib3.__version__})
for line in sys.stdin:
    case = json.loads(line)
    session = session_of(case.get('session', {}))
    results = [result(session, request) for request in [case, *case.get('then', [])]]
    session.close()
    say(results)
