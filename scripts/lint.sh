#!/usr/bin/env bash
# Checks what does not need a build: scripts, Swift's formatting, C's warnings. The house rules are Tests/TidyTests.
set -euo pipefail
cd "$(dirname "$0")/.."

shellcheck scripts/*.sh .ci/run web/*.sh Benchmarks/*.sh
git ls-files '*.swift' ':!*.pb.swift' ':!*.grpc.swift' | xargs swift format lint --strict --configuration .swift-format
make --no-print-directory -C sdk-c lint
echo "lint: nothing to mend"
