#!/usr/bin/env bash
# The file commands against the libraries people use, as whole processes on the same files in one run.
# usage: Benchmarks/files/run.sh [quick|full]      full adds 10M × 20, 3M × 1,000 (60 GB free) and three runs of each
set -euo pipefail
cd "$(dirname "$0")/../.."

mode=${1:-quick}
folder=.build/bench
driftwatch=${DRIFTWATCH:-.build/release/driftwatch}
sketches=${SKETCH_BENCH:-.build/release/sketch-bench}
case "$mode" in
  quick) files=(evaluate fairness drift-1m) ;;
  full) files=(evaluate fairness drift-1m drift-10m) ;;
  *) echo "run.sh: '$mode' is not one of: quick, full" >&2; exit 2 ;;
esac
mkdir -p "$folder"
if [ "$mode" = full ]; then
  free=$(df --output=avail -BG "$folder" | tail -n 1 | tr -dc 0-9)
  if [ "$free" -ge 60 ]; then files+=(wide); else echo "3M × 1,000 is left out: it wants 60 GB of disk, there are $free"; fi
fi

[ -n "${DRIFTWATCH:-}" ] || swift build -c release --product driftwatch 2>&1 | tail -n 1
[ -n "${SKETCH_BENCH:-}" ] || swift build -c release --product sketch-bench 2>&1 | tail -n 1

for list in Benchmarks/files/requirements/*.txt; do
  venv="$folder/venvs/$(basename "$list" .txt)"
  cmp -s "$list" "$venv/INSTALLED" && continue
  echo "installing $(tr '\n' ' ' <"$list")"
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$list"
  cp "$list" "$venv/INSTALLED"
done
"$folder/venvs/numpy/bin/python" Benchmarks/files/generate.py "$folder/data" "${files[@]}"
exec python3 Benchmarks/files/measure.py "$mode" "$folder" "$driftwatch" "$sketches"
