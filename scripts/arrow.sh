#!/usr/bin/env bash
# Puts Arrow C++ into third_party/arrow: headers, shared libraries and .pc files under upstream's names.
# Debian 12 has no libarrow; the wheel that PyPI distributes carries it. A system with Apache's own libarrow-dev needs none
# of this. Nothing of Python is used when DriftWatch runs.
set -euo pipefail
cd "$(dirname "$0")/.."

version=26.0.1
abi=2600
case "$(uname -m)" in
  x86_64)  platform=manylinux_2_28_x86_64;  sha256=39cb0f2418282c24bea6ceda77b03e5a8f0a5766b63a8bf194d4e2a2c423548c ;;
  *) if pkg-config --exists arrow-dataset; then exit 0; fi
     echo "arrow: no pinned build for $(uname -m); install Apache's libarrow-dataset-dev and try again" >&2; exit 2 ;;
esac

target=third_party/arrow
if [ "$(cat "$target/VERSION" 2>/dev/null)" = "$version" ]; then exit 0; fi
if pkg-config --atleast-version=$version arrow-dataset parquet 2>/dev/null; then exit 0; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "arrow: fetching $version (55 MB)"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --python-version 3.11 \
  --platform "$platform" --dest "$work" "pyarrow==$version"
wheel=$(echo "$work"/pyarrow-*.whl)
echo "$sha256  $wheel" | sha256sum --check --quiet || { echo "arrow: $wheel is not the file that was pinned" >&2; exit 2; }

python3 -m zipfile -e "$wheel" "$work/wheel"
rm -rf "$target"
mkdir -p "$target/lib/pkgconfig"
mv "$work/wheel/pyarrow/include" "$target/include"
for name in arrow arrow_acero arrow_compute arrow_dataset arrow_s3 parquet; do
  mv "$work/wheel/pyarrow/lib$name.so.$abi" "$target/lib/"
  ln -sf "lib$name.so.$abi" "$target/lib/lib$name.so"
done

# name, library, requires
pc() {
  cat >"$target/lib/pkgconfig/$1.pc" <<PC
prefix=$PWD/$target
libdir=\${prefix}/lib
includedir=\${prefix}/include

Name: $1
Description: Apache Arrow C++ ($1)
Version: $version
Requires: $3
Libs: -L\${libdir} -l$2
Cflags: -I\${includedir}
PC
}
pc arrow arrow ""
pc arrow-compute arrow_compute "arrow"
pc arrow-acero arrow_acero "arrow arrow-compute"
pc parquet parquet "arrow"
pc arrow-dataset arrow_dataset "arrow arrow-compute arrow-acero parquet"
echo "$version" >"$target/VERSION"
