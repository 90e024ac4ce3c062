#!/usr/bin/env bash
# The browser's half of the application: app/ for wasm, its JavaScript, the style sheet, into .vitrine/site/pkg.
# Needs tools.sh build first. It must know nothing of the server's half.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source "$VITRINE_SETUP/wasm_target.sh"

site="$VITRINE_STATE/site"
wasm_target_find
cd "$VITRINE_ROOT"
wasm_cargo build --locked -p vitrine-app --lib --no-default-features --features hydrate --profile wasm
built="$(wasm_target_dir)/$WASM_TARGET/wasm/vitrine_app.wasm"
mkdir -p "$site"

# cargo has said what changed in the code; the rest follows from the bytes (two clones share a target folder,
# so a file's time says nothing).
# No style sheet yet is an empty one.
shopt -s nullglob
styles=("$VITRINE_ROOT"/style/*.css)
made_of=$(cat "$built" "${BASH_SOURCE[0]}" "${styles[@]}" | sha256sum | cut -d ' ' -f 1)
if [ "$(cat "$site/pkg/made-of" 2>/dev/null)" = "$made_of" ]; then
  say "the browser's half is as it was"
  exit 0
fi

new="$site/pkg.new"
rm -rf "$new"
wasm-bindgen --target web --no-typescript --out-dir "$new" --out-name vitrine "$built"
before=$(stat -c %s "$new/vitrine_bg.wasm")
# Newer wasm than browsers of two years ago know is not asked for; these are what rustc itself emits.
wasm-opt -Oz --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
  --enable-reference-types --enable-multivalue "$new/vitrine_bg.wasm" -o "$new/vitrine_bg.wasm"
: >"$new/vitrine.css"
if [ ${#styles[@]} -gt 0 ]; then cat "${styles[@]}" >"$new/vitrine.css"; fi
echo "$made_of" >"$new/made-of"

# A server that is up sees the old folder or the new one, never half of each.
rm -rf "$site/pkg.old"
if [ -d "$site/pkg" ]; then mv "$site/pkg" "$site/pkg.old"; fi
mv "$new" "$site/pkg"
rm -rf "$site/pkg.old"

kb() { awk -v b="$1" 'BEGIN { printf "%.0f KB", b / 1024 }'; }
zipped() { kb "$(gzip -9c "$1" | wc -c)"; }
say "wasm $(kb "$(stat -c %s "$built")") built, $(kb "$before") bound, $(kb "$(stat -c %s "$site/pkg/vitrine_bg.wasm")") optimised, $(zipped "$site/pkg/vitrine_bg.wasm") gzipped"
say "js $(kb "$(stat -c %s "$site/pkg/vitrine.js")"), css $(kb "$(stat -c %s "$site/pkg/vitrine.css")") ($(zipped "$site/pkg/vitrine.css") gzipped)"
