"""Record the multipart bodies that Python's requests makes: python3 record-files.py > recorded-files.json.

Ran with requests 2.28.1 and urllib3 1.26.12. The boundary is fixed, so that the bodies can be compared byte for byte.
"""
import json
import urllib3.filepost
import requests

urllib3.filepost.choose_boundary = lambda: 'BOUNDARY'

# data and files as JSON has them; a list in files is a tuple.
CASES = [
    [None, {'f': 'hello'}],
    [None, {'f': ['a.txt', 'hello']}],
    [None, {'f': ['a.txt', 'hello', 'text/plain']}],
    [None, {'f': ['a.txt', 'hello', 'text/plain', {'X-Extra': '1', 'Expires': '0'}]}],
    [None, {'f': ['a.txt', 'hello', None, {'X-Extra': '1'}]}],
    [None, {'f': [None, 'v']}],
    [None, {'f': ['', 'v']}],
    [None, {'a': None}],
    [None, {'a': None, 'b': 'x'}],
    [{'k': 'v'}, {'f': ['a.txt', 'hello']}],
    [{'k': ['x', 'y'], 'n': None, 'i': 1, 'e': ''}, {'f': 'z'}],
    [[['b', '1'], ['a', '2'], ['b', '3']], [['f', ['1', 'x']], ['f', ['2', 'y']]]],
    [{'kéy"\r\n': 'välue\r\nline'}, {'f"é\n': ['nämé"\r\n.txt', 'cöntent']}],
    [{}, {'f': ''}],
]


def tuples(files):
    pairs = files.items() if isinstance(files, dict) else files
    return [(name, tuple(file) if isinstance(file, list) else file) for name, file in pairs]


out = []
for data, files in CASES:
    made = requests.Request('POST', 'http://h/', files=tuples(files),
                            data=[tuple(p) for p in data] if isinstance(data, list) else data).prepare()
    out.append({'data': data, 'files': files, 'type': made.headers['Content-Type'],
                'length': made.headers['Content-Length'], 'body': made.body.decode('utf-8')})
print(json.dumps(out, indent=1))
