#!/usr/bin/env bash
# Makes the pages of Sources/Statistics/Statistics.docc into a site under .build/docs. Needs `make build`.
set -euo pipefail
cd "$(dirname "$0")/.."

modules=${MODULES:-.build/release/Modules}
out=.build/docs
rm -rf "$out"
mkdir -p "$out/symbols"
swift symbolgraph-extract -module-name Statistics -I "$modules" -minimum-access-level package \
  -target "$(swiftc -print-target-info | python3 -c 'import json, sys; print(json.load(sys.stdin)["target"]["triple"])')" \
  -output-dir "$out/symbols"
docc convert Sources/Statistics/Statistics.docc --additional-symbol-graph-dir "$out/symbols" \
  --fallback-display-name Statistics --fallback-bundle-identifier io.driftwatch.statistics --output-path "$out/site"
echo "docs: $out/site/index.html; look at it with: python3 -m http.server -d $out/site, at /documentation/statistics"
