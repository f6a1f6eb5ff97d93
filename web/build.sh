#!/bin/sh
# Type-checks web/src and makes web/dist from Debian's packages alone: nothing is downloaded.
#   web/build.sh            check, then build
#   web/build.sh --no-check build only
set -eu
cd "$(dirname "$0")"
NODE_PATH=/usr/share/nodejs
INTER=/usr/share/fonts/opentype/inter
MONO=/usr/share/fonts/truetype/jetbrains-mono

for need in esbuild tsc; do
    command -v "$need" >/dev/null || { echo "web/build.sh: $need is missing; apt-get install esbuild node-typescript" >&2; exit 1; }
done
for need in $NODE_PATH/react $NODE_PATH/react-dom $NODE_PATH/d3-scale $INTER/Inter-Regular.otf $MONO/JetBrainsMono-Regular.ttf; do
    [ -e "$need" ] || { echo "web/build.sh: $need is missing; apt-get install node-react node-react-dom node-d3 fonts-inter fonts-jetbrains-mono" >&2; exit 1; }
done

[ "${1:-}" = --no-check ] || tsc -p .

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

# font <family> <weight> <file>: as WOFF2 where Debian's woff2 is installed (a third of the size), else as it is.
font() {
    name=$(basename "$3")
    cp "$3" "$stage/$name"
    if command -v woff2_compress >/dev/null && woff2_compress "$stage/$name" >/dev/null 2>&1; then
        name="${name%.*}.woff2"
    fi
    printf '@font-face{font-family:"%s";font-weight:%s;font-display:swap;src:url("./%s")}\n' "$1" "$2" "$name" >>"$stage/fonts.css"
}
font Inter 400 "$INTER/Inter-Regular.otf"
font Inter 500 "$INTER/Inter-Medium.otf"
font Inter 600 "$INTER/Inter-SemiBold.otf"
font "JetBrains Mono" 400 "$MONO/JetBrainsMono-Regular.ttf"
font "JetBrains Mono" 500 "$MONO/JetBrainsMono-Medium.ttf"

NODE_PATH="$NODE_PATH:$stage" esbuild app=src/main.tsx --bundle --minify --target=es2020 --jsx=automatic \
    '--define:process.env.NODE_ENV="production"' --legal-comments=none --log-level=warning \
    --loader:.woff2=file --loader:.otf=file --loader:.ttf=file --entry-names='[name]-[hash]' --asset-names='[name]-[hash]' \
    --outdir="$stage/assets"
icon="icon-$(sha256sum icon.svg | cut -c1-8).svg"
cp icon.svg "$stage/assets/$icon"

# The gateway sends what is compressed here to browsers that take it.
gzip -9nk "$stage"/assets/*.js "$stage"/assets/*.css
for font in "$stage"/assets/*.otf "$stage"/assets/*.ttf; do
    if [ -e "$font" ]; then gzip -9nk "$font"; fi
done

rm -rf dist
mkdir -p dist
mv "$stage/assets" dist/assets
js=$(basename dist/assets/app-*.js)
css=$(basename dist/assets/app-*.css)
sed -e "s|@js@|$js|" -e "s|@css@|$css|" -e "s|@icon@|$icon|" index.html >dist/index.html
echo "web/dist: $(cat dist/assets/app-*.js.gz dist/assets/app-*.css.gz | wc -c) bytes gzipped, and the fonts"
