"""Record what Python's requests makes of URLs and parameters: python3 record.py > recorded.json.

Ran with requests 2.34.2 and urllib3 2.7.0 on Python 3. The tests compare with the recorded file, so they need no Python.
"""
import json
import requests
from requests.adapters import HTTPAdapter

URLS = [
    'http://example.com', 'http://example.com/', 'HTTP://EXAMPLE.com/Path', 'https://example.com:8443/a?b=c#d',
    'http://example.com:80/', 'http://example.com:080/', 'http://example.com:/x', 'http://example.com:0/',
    'http://example.com:65535/', 'http://example.com:65536/', 'http://example.com:99999/', 'http://example.com:x/',
    '  http://example.com/lead', 'http://example.com/trail ', 'x/y', 'foo', '', '/path', '//example.com/x',
    'ftp://x/', 'mailto:a@b', 'localhost:3128', 'data:text/plain,x', 'http+unix://sock/x', 'http://', 'http:///x',
    'http:/x', 'http:example.com', 'https://', 'http://?q', 'http://#f', 'http://:80/', 'http://user:pass@/x',
    'http://*.google.com', 'http://.example.com', 'http://*', 'http://\u2603.net/', 'http://stra\u00dfe.de/',
    'http://\u30b8\u30a7\u30fc\u30d4\u30fc\u30cb\u30c3\u30af.jp/', 'http://xn--n3h.net/', 'http://b\u00fccher.example/\u00fc?\u00fc=\u00fc#\u00fc',
    'http://user:pass@example.com/', 'http://user@example.com/', 'http://u%40x:p%3Aw@example.com/', 'http://a:b@c@example.com/',
    'http://[::1]/', 'http://[::1]:8080/x', 'http://[2001:DB8::1]/', 'http://[::1', 'http://::1/', 'http://[foo]/', 'http://fe80::1/',
    'http://1.2.3/', 'http://0x7f.1/', 'http://127.0.0.1:8765/get', 'http://256.256.256.256/',
    'http://e.com/%7Ec%2F', 'http://e.com/100%', 'http://e.com/?a=%pp', 'http://e.com/%zz%20', 'http://e.com/%20%pp', 'http://e.com/%e9%C3%a9',
    'http://e.com/a|b?c=d|e&f=^{}"<>`', 'http://e.com/a\tb', 'http://e.com/a\nb', 'http://e.com/a b?c d#e f', "http://e.com/?q='x'",
    'http://e.com/a\\b', 'http://e.com\\evil.com/', 'http://e.com/[x]', 'http://e.com/?[x]=1', 'http://e.com/;p;q?r;s',
    'http://e.com/a/../b', 'http://e.com/../../b', 'http://e.com/a/./b/.', 'http://e.com/a/..', 'http://e.com/..', 'http://e.com/a//b/../c',
    'http://e.com/%2e%2e/b', 'http://e.com/a/.b/..c', 'http://e.com?', 'http://e.com/?', 'http://e.com/#', 'http://e.com?#', 'http://e.com/?a?b/c',
    'http://e.com/~a-b_c.d', 'http://e.com/a@b:c', 'http://e.com/\u2603', 'http://e.com/?\u2603=\u2603', 'http://exa mple.com/',
    'http://e_x.com/', 'http://-a.com/', 'http://a..b/', 'http://example.com./', 'http://e.com/#a#b', 'http://e.com/?a#b?c',
    'httpx://e.com/', 'http://e.com:80:80/', 'http://e.com/%', 'http://e.com/%2', 'http://e.com/%25', 'http://e.com/%7e%7E',
]

PARAMS = [
    {'a': 1, 'b': 'x y', 'c': None, 'd': ['1', '2'], 'f': 1.5, 'g': '\u00e9&='},
    {'q': "a+b/c~d*e(f)'! \u00e9&="}, {'a': ''}, {'a': []}, {}, {'a': [None, 'x', None]}, [['a', '1'], ['a', '2']],
    'a b=c&d', '?x', '', {'k k': 'v'}, {'%': '%'}, {'a': '\u2603'}, {'a': '#'}, {'a': 'x\ny'}, '\u00fc=\u00fc', {'a': '~'},
]
BASES = ['http://e.com/get', 'http://e.com/get?x=1', 'http://e.com/get?x=1#f', 'http://e.com', 'http://e.com/#f']


def prepared(url, params=None):
    try:
        if isinstance(params, list):
            params = [tuple(pair) for pair in params]
        made = requests.Request('GET', url, params=params).prepare()
        requests.Session().get_adapter(made.url)
        return {'url': made.url, 'path': made.path_url}
    except Exception as error:
        return {'error': type(error).__name__}


print(json.dumps({
    'urls': [[url, prepared(url)] for url in URLS],
    'params': [[base, params, prepared(base, params)] for base in BASES for params in PARAMS],
}, indent=1))
