#!/usr/bin/env bash
# Runs the tests in Python; what failed is run once more by itself, as in test-swift.sh, and named as unsteady if it passes.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

cache=.build/pytest
# A test that takes five minutes shows where it waits; a run that does not end is ended.
run() {
  timeout --kill-after=20 "${TEST_LIMIT:-1800}" .venv/bin/python -m pytest Tests/python -q \
    -o cache_dir="$PWD/$cache" -o faulthandler_timeout=300 "$@"
}

rm -rf "$cache"
run "$@"
status=$?
[ "$status" = 1 ] || exit "$status"

failed=$(.venv/bin/python -c 'import json, sys; print("\n".join(sorted(json.load(open(sys.argv[1])))))' "$cache/v/cache/lastfailed")
[ "$(printf '%s' "$failed" | grep -c .)" -le 5 ] || exit "$status"
echo
echo "== once more, by themselves: ${failed//$'\n'/, }"
run --last-failed --last-failed-no-failures none || exit "$status"
echo
echo "UNSTEADY, passed the second time: ${failed//$'\n'/, }"
