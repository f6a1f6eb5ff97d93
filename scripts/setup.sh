#!/usr/bin/env bash
# Installs what building (`setup.sh build`) or building and testing (`setup.sh test`) needs on Debian 12.
# Does nothing where nothing is missing. Without root and sudo it prints the exact line for someone who has them.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-build}
build_packages=(
  gcc libc6-dev make pkg-config python3 python3-pip libgrpc-dev libpq-dev libssl-dev postgresql-15
  woff2 esbuild node-react node-react-dom node-typescript node-prop-types node-d3 fonts-inter fonts-jetbrains-mono
)
test_packages=(chromium clang nodejs openssl protobuf-compiler python3-venv shellcheck)
python_packages=(
  pytest==9.0.3 grpcio==1.85.1 grpcio-reflection==1.85.1 grpcio-health-checking==1.85.1
  playwright==1.65.2 axe-playwright-python==0.1.8 openapi-spec-validator==0.9.0 numpy==2.4.6
  'moto[server,s3]==5.2.5' gcp-storage-emulator==2026.7.19
)

case "$purpose" in
  build) packages=("${build_packages[@]}") ;;
  test) packages=("${build_packages[@]}" "${test_packages[@]}") ;;
  *) echo "setup: '$purpose' is not one of: build, test" >&2; exit 2 ;;
esac

if ! command -v swift >/dev/null; then
  echo "setup: there is no swift on the PATH; install Swift 6.3 from https://www.swift.org/install and try again" >&2
  exit 2
fi
if ! command -v dpkg-query >/dev/null; then
  echo "setup: this is not a Debian system; install what scripts/setup.sh lists by hand" >&2
  exit 2
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  install="apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" = 0 ]; then
    as_root=()
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo)
  else
    echo "setup: ${#missing[@]} packages are missing and neither root nor password-less sudo is at hand. Run this, then try again:" >&2
    echo "  sudo apt-get update && sudo $install" >&2
    exit 2
  fi
  echo "setup: installing ${#missing[@]} Debian packages"
  "${as_root[@]}" apt-get update -qq
  # shellcheck disable=SC2086 # the words of the line are meant
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $install -qq >/dev/null
fi

scripts/arrow.sh

if [ "$purpose" = test ]; then
  stamp=$(printf '%s\n' "${python_packages[@]}" | sha256sum | cut -c1-16)
  if [ "$(cat .venv/STAMP 2>/dev/null)" != "$stamp" ]; then
    echo "setup: making .venv for the tests"
    rm -rf .venv
    python3 -m venv .venv
    .venv/bin/pip install --quiet --disable-pip-version-check "${python_packages[@]}"
    echo "$stamp" >.venv/STAMP
  fi
fi
