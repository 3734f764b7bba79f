#!/bin/sh
# Run the programs with real gevent (Debian: apt-get install python3-gevent) and compare with the committed outputs;
# with --write, record them anew. Usage: record.sh [--write] [NN_name ...]
set -eu
cd "$(dirname "$0")/programs"
python="${PYTHON:-/usr/bin/python3}"
"$python" -c 'import gevent' 2>/dev/null || {
  echo "record.sh: $python has no gevent: install python3-gevent, or set PYTHON" >&2
  exit 2
}
write=no
if [ "${1:-}" = --write ]; then
  write=yes
  shift
fi
[ $# -gt 0 ] || set -- $(ls | sed -n 's/^\([0-9].*\)\.py$/\1/p' | sort -n)
# Queue.shutdown is new in gevent 24.10.1.
new=$("$python" -c 'import gevent; print(gevent.version_info[:3] >= (24, 10, 1))')
actual=$(mktemp)
trap 'rm -f "$actual"' EXIT
failed=0
for name in "$@"; do
  if [ "$name" = 74_queue_shutdown ] && [ "$new" != True ]; then
    echo "$name: skipped, needs gevent 24.10.1"
    continue
  fi
  timeout 60 "$python" "$name.py" >"$actual" 2>/dev/null || {
    echo "$name: failed"
    failed=1
    continue
  }
  cmp -s "$actual" "$name.out" && continue
  if [ "$write" = yes ]; then
    cat "$actual" >"$name.out"
    echo "$name: recorded"
  else
    echo "$name: differs"
    diff "$name.out" "$actual" || true
    failed=1
  fi
done
exit "$failed"
