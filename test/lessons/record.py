"""Runs programs of examples/lessons with real gevent in virtual time.

    record.py NN-slug ...           record lessons/NN-slug/expected.txt anew; without names, all of them
    record.py --print NN-slug       run one and print what it prints
"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / 'examples' / 'lessons'
# These talk to sockets, which have no virtual time.
REAL_TIME = {'23-many-requests'}


def run(slug):
    import runpy

    if slug not in REAL_TIME:
        sys.path.insert(0, str(ROOT / 'test' / 'fuzz'))
        import virtual_loop

        virtual_loop.install()
    runpy.run_path(str(PROGRAMS / f'{slug}.py'), run_name='__main__')


def main(args):
    if args[:1] == ['--print']:
        run(args[1])
        return
    for slug in args or sorted(path.stem for path in PROGRAMS.glob('*.py')):
        command = [sys.executable, '-B', __file__, '--print', slug]
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=60).stdout
        (ROOT / 'lessons' / slug / 'expected.txt').write_bytes(output)


main(sys.argv[1:])
