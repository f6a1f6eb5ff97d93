#!/usr/bin/env bash
# Nanoseconds an event to read and check batches, against swift-protobuf.
set -euo pipefail
cd "$(dirname "$0")/../.."
swift build -c release --product wire-bench 2>&1 | tail -n 1
.build/release/wire-bench
