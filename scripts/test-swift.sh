#!/usr/bin/env bash
# Runs the built Swift tests. What failed is said again at the end, where it is found, and is run once more by itself:
# a test that passes then leaned on the machine's load. It is named as unsteady, and is to be mended, but stops nobody.
# More than five failures, a crash, or a second failure fail the run.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

swift test "$@" --skip-build --experimental-maximum-parallelization-width 4 --xunit-output "$work/run.xml" 2>&1 | tee "$work/log"
status=${PIPESTATUS[0]}
[ "$status" = 0 ] && exit 0

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
swift test "$@" --skip-build --experimental-maximum-parallelization-width 1 --filter "^(${pattern})\\(" 2>&1 | tee "$work/again"
if [ "${PIPESTATUS[0]}" != 0 ] || ! grep -qE 'Test run with [1-9]' "$work/again"; then exit "$status"; fi
echo
echo "UNSTEADY, passed the second time: ${failed//$'\n'/, }"
