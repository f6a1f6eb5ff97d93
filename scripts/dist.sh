#!/usr/bin/env bash
# Makes dist/driftwatch-VERSION-ARCH.tar.gz: programs, web pages, the C SDK, Arrow's and Swift's libraries. It runs on a Debian 12 that
# has the packages that its INSTALL file names, and no Swift.
set -euo pipefail
cd "$(dirname "$0")/.."

bin=.build/release
version=$("$bin/driftwatch" --version | awk '{print $NF}')
name=driftwatch-$version-$(uname -m)
root=dist/$name
rm -rf "$root"
mkdir -p "$root/bin" "$root/lib/driftwatch" "$root/share/driftwatch"

for program in driftwatch ingest stream metrics-api auth gateway; do
  target=$program
  [ "$program" = driftwatch ] || target=driftwatch-$program
  strip -o "$root/bin/$target" "$bin/$program"
  chmod 755 "$root/bin/$target"
done
cp -r web/dist "$root/share/driftwatch/web"
mkdir -p "$root/share/driftwatch/examples"
cp -r examples/employment "$root/share/driftwatch/examples/"
# Resource bundles stand beside the programs, where Swift looks for them.
find "$bin/" -maxdepth 1 -name '*.resources' -exec cp -rL {} "$root/bin/" \;

# Libraries that no Debian package has: Arrow's, and those of the Swift runtime.
for program in driftwatch ingest stream metrics-api auth gateway; do
  ldd "$bin/$program"
done | awk '$3 ~ /swift|third_party\/arrow/ {print $3}' | sort -u | while read -r library; do
  cp -L "$library" "$root/lib/driftwatch/"
done
# Loaded on first use, so ldd does not name it; a system's own Arrow brings its own.
if [ -d third_party/arrow/lib ]; then cp -L third_party/arrow/lib/libarrow_s3.so.* "$root/lib/driftwatch/"; fi

make --no-print-directory -C sdk-c install PREFIX="$PWD/$root" >/dev/null
cp LICENSE README.md CHANGELOG.md "$root/"
cat >"$root/INSTALL" <<'TXT'
Debian 12:
  apt-get install --no-install-recommends libgrpc29 libpq5 libssl3 postgresql-15
Then:
  bin/driftwatch demo     play the example through the whole platform
  bin/driftwatch up       run the platform
TXT
tar -C dist -czf "dist/$name.tar.gz" "$name"
echo "made dist/$name.tar.gz ($(du -h "dist/$name.tar.gz" | cut -f1))"
