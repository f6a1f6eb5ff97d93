#!/usr/bin/env bash
# Measures what the README claims, on this machine, now. Rates depend on the machine; ratios less. Needs `make build`.
set -euo pipefail
cd "$(dirname "$0")/.."

echo "machine: $(nproc) cores, $(awk '/MemTotal/ {printf "%.0f GB", $2 / 1e6}' /proc/meminfo), $(awk -F': ' '/model name/ {print $2; exit}' /proc/cpuinfo)"
python3 Benchmarks/end_to_end.py
for benchmark in Benchmarks/*/run.sh; do
  [ -x "$benchmark" ] || continue
  printf '\n== %s\n' "$(dirname "$benchmark")"
  "$benchmark"
done
