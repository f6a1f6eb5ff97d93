#!/usr/bin/env bash
# The transport against stock grpc-swift-nio-transport, in turn and in processes of their own. Builds both first: some minutes.
set -euo pipefail
cd "$(dirname "$0")"
swift build -c release --product rpc-bench
exec .build/release/rpc-bench 2 5
