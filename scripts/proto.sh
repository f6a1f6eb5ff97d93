#!/usr/bin/env bash
# Generates Swift from proto/. With --check nothing is written: a difference fails.
#
# The two plugins come from the packages that Package.swift pins, so that the code and its runtime are of one version.
set -euo pipefail
cd "$(dirname "$0")/.."

build=.build/proto
mkdir -p "$build/package/Sources/anchor"
version() { sed -nE "s|.*/$1\.git\", exact: \"([0-9.]+)\".*|\1|p" Package.swift; }
cat >"$build/package/Package.swift" <<SWIFT
// swift-tools-version:6.1
import PackageDescription
let package = Package(
    name: "plugins", platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-protobuf.git", exact: "$(version swift-protobuf)", traits: []),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf.git", exact: "$(version grpc-swift-protobuf)"),
    ],
    targets: [.target(name: "anchor", dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")])])
SWIFT
echo "" >"$build/package/Sources/anchor/anchor.swift"
for plugin in protoc-gen-swift protoc-gen-grpc-swift-2; do
  swift build -q -c release --package-path "$build/package" --product "$plugin"
done
plugins=$build/package/.build/release

generated=$build/generated
rm -rf "$generated"
generate() { # target's folder, access level of what is generated, further options for grpc, files
  mkdir -p "$generated/$1"
  options=Visibility=$2,UseAccessLevelOnImports=true,FileNaming=DropPath
  protoc -Iproto --plugin="$plugins/protoc-gen-swift" --plugin="$plugins/protoc-gen-grpc-swift-2" \
    --swift_out="$generated/$1" --swift_opt="$options" \
    --grpc-swift-2_out="$generated/$1" --grpc-swift-2_opt="$options,Availability=macOS 15.0$3" "${@:4}"
}
generate Protos Public "" proto/driftwatch/v1/*.proto
generate RPC/Generated Package "" proto/grpc/health/v1/health.proto
generate RPC/Generated Package ,Client=false proto/grpc/reflection/v1/reflection.proto
# What reflection answers from.
mapfile -t files < <(find proto -name '*.proto' | sort)
protoc -Iproto --include_imports --descriptor_set_out="$generated/Protos/descriptors.binpb" "${files[@]}"

if [ "${1:-}" = --check ]; then
  for folder in Protos RPC/Generated; do
    if ! difference=$(diff -r --exclude=README.md --exclude=ServiceDescriptors.swift "$generated/$folder" "Sources/$folder"); then
      echo "$difference" | head -20 >&2
      echo "proto: Sources/$folder is not what proto/ gives; run 'make proto' and commit the result" >&2
      exit 1
    fi
  done
  echo "Sources/Protos and Sources/RPC/Generated are what proto/ gives"
else
  cp -r "$generated"/* Sources/
  echo "generated $(find "$generated" -type f | wc -l) files in Sources/Protos and Sources/RPC/Generated"
fi
