#!/usr/bin/env bash
# Runs the built Swift tests. What failed is said again at the end, where it is found, and is run once more by itself:
# a test that passes then leaned on the machine's load. It is named as unsteady, and is to be mended, but stops nobody.
# More than five failures, a crash, or a second failure fail the run. A run that does not end is ended, the tests that
# it waited for are named, and all is run once more.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

limit=${TEST_LIMIT:-900}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One run into $work/log; 124 when it was ended for its time.
run() {
  timeout --kill-after=20 "$limit" swift test "$@" --skip-build --event-stream-output-path "$work/events" --event-stream-version 0 \
    2>&1 | tee "$work/log"
  return "${PIPESTATUS[0]}"
}

# The tests that began and did not end, from the run's events.
unended() {
  python3 - "$work/events" <<'PY'
import json, sys
open_tests = {}
for line in open(sys.argv[1], errors="replace"):
    try:
        event = json.loads(line)["payload"]
        kind, test = event.get("kind"), event.get("testID", "")
    except (ValueError, KeyError, AttributeError):
        continue
    if kind == "testStarted" and "(" in test:
        open_tests[test] = True
    elif kind in ("testEnded", "testSkipped"):
        open_tests.pop(test, None)
print("\n".join(sorted(open_tests)))
PY
}

run "$@" --experimental-maximum-parallelization-width 4 --xunit-output "$work/run.xml"
status=$?
[ "$status" = 0 ] && exit 0

if [ "$status" = 124 ] || [ "$status" = 137 ]; then
  echo
  echo "== not ended after $limit s, waiting for:"
  waited=$(unended)
  echo "$waited"
  echo
  echo "== all once more"
  run "$@" --experimental-maximum-parallelization-width 4 || exit $?
  echo
  echo "UNSTEADY, did not end the first time: ${waited//$'\n'/, }"
  exit 0
fi

echo
echo "== what failed"
grep -E '^✘|recorded an issue' "$work/log" || tail -n 40 "$work/log"
failed=$(cat "$work"/run*.xml 2>/dev/null | grep -B1 -E '^ *<failure' |
  sed -nE 's/.*classname="([^"]+)" name="(.*)\([^(]*" time=.*/\1\/\2/p' | sort -u)
count=$(printf '%s' "$failed" | grep -c .)
if [ "$count" = 0 ] || [ "$count" -gt 5 ]; then exit "$status"; fi

echo
echo "== once more, by themselves: ${failed//$'\n'/, }"
pattern=$(printf '%s' "$failed" | sed -E 's/[][().*+?^$|\\]/\\&/g' | sed 's,/,[./],g' | paste -sd '|')
run "$@" --experimental-maximum-parallelization-width 1 --filter "^(${pattern})\\(" || exit "$status"
grep -qE 'Test run with [1-9]' "$work/log" || exit "$status"
echo
echo "UNSTEADY, passed the second time: ${failed//$'\n'/, }"
