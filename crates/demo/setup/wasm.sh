#!/usr/bin/env bash
# The browser's half of the application: app/ for wasm, its JavaScript, the style sheet, into .vitrine/site/pkg.
# In two modules, so that a page fetches its own islands alone: desk for the desk, vitrine for all others. The desk's comes in
# two parts: what it can do without at first (app/src/desk/later.rs) is fetched when it is needed.
# Needs tools.sh build first. It must know nothing of the server's half.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source "$VITRINE_SETUP/wasm_target.sh"

site="$VITRINE_STATE/site"
wasm_target_find
cd "$VITRINE_ROOT"
# module NAME PROFILE FEATURE [RUSTFLAGS]
module() {
  (
    [ -z "${4:-}" ] || export RUSTFLAGS="${RUSTFLAGS:-} $4"
    wasm_cargo build --locked -p vitrine-app --lib --no-default-features --features "$3" --profile "$2"
  )
  built["$1"]="$(wasm_target_dir)/$WASM_TARGET/$2/vitrine_app.wasm"
}
declare -A built
module vitrine wasm browser-pages
# With views' types erased its code is a tenth smaller. That changes markup, so that only what is not hydrated may be so.
# What calls what is told by the linker, so that it can be taken apart.
module desk wasm-desk browser-desk "--cfg erase_components -Clink-args=--emit-relocs"
mkdir -p "$site"

kb() { awk -v b="$1" 'BEGIN { printf "%.0f KB", b / 1024 }'; }
sized() { kb "$(cat "${@/#/$site/pkg/}" | wc -c)"; }
# What a browser fetches before the desk can be used, as the server sends it. Told, not enforced.
FIRST_LOAD_KB=200
first_load() {
  local sum
  sum=$(cat "$site/pkg/"{desk_bg.wasm,desk.js,__wasm_split.js,vitrine.css}.br | wc -c)
  say "first load of the review page, brotli: wasm $(sized desk_bg.wasm.br), js $(sized desk.js.br __wasm_split.js.br), css $(sized vitrine.css.br): $(kb "$sum"), bar $FIRST_LOAD_KB KB: $([ "$sum" -le $((FIRST_LOAD_KB * 1024)) ] && echo held || echo MISSED)"
  say "fetched once somebody is at work there: wasm $(sized "$(grep -o 'later\.[0-9a-f]*\.wasm' "$site/pkg/__wasm_split.js").br")"
  say "of any other page: wasm $(sized vitrine_bg.wasm.br), js $(sized vitrine.js.br)"
}

# cargo has said what changed in the code; the rest follows from the bytes (two clones share a target folder,
# so a file's time says nothing).
# No style sheet yet is an empty one.
shopt -s nullglob
styles=("$VITRINE_ROOT"/style/*.css)
made_of=$(cat "${built[@]}" "${BASH_SOURCE[0]}" "$VITRINE_SETUP/tools.sh" "${styles[@]}" | sha256sum | cut -d ' ' -f 1)
if [ "$(cat "$site/pkg/made-of" 2>/dev/null)" = "$made_of" ]; then
  say "the browser's half is as it was"
  first_load
  exit 0
fi

new="$site/pkg.new"
rm -rf "$new"
# Newer wasm than browsers of two years ago know is not asked for; these are what rustc itself emits.
known=(--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals
  --enable-reference-types --enable-multivalue)
# In the order of their names functions made of one lie side by side, and brotli finds them; then names go (a part's are not all
# known to it).
optimise() {
  wasm-opt -Oz --reorder-functions-by-name "${known[@]}" "$1" -o "$1" \
    2> >(grep -v 'unknown name subsection' >&2)
}
# Streams of bytes between JavaScript and Rust come with Leptos, and nobody here opens one: as exports they would stay, with
# all that they call.
without_streams() {
  node - "$1" >"$1.graph" <<'JS'
const { readFileSync } = require('node:fs');
const all = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(process.argv[2])));
const kept = all.filter(({ name }) => !/intounderlying(byte)?(source|sink)/.test(name));
console.log(JSON.stringify(kept.map(({ name }) => ({ name: `export ${name}`, export: name, root: true }))));
JS
  wasm-metadce -g "${known[@]}" "$1" --graph-file "$1.graph" -o "$1" >/dev/null 2> >(grep -v 'unknown name subsection' >&2)
  rm "$1.graph"
}
apart="$new/apart"
wasm-split-cli "${built[desk]}" "$apart" --target web --out-name desk
for name in "${!built[@]}"; do
  whole="${built[$name]}" exports=()
  # Its other part asks it for its table.
  if [ "$name" = desk ]; then whole="$apart/desk.wasm" exports=(--keep-lld-exports); fi
  wasm-bindgen --target web --no-typescript "${exports[@]}" --out-dir "$new" --out-name "$name" "$whole"
  without_streams "$new/${name}_bg.wasm"
  optimise "$new/${name}_bg.wasm"
done
# Called by what is in it: a page from before never takes a part of another program.
part="$apart/split_later.wasm"
optimise "$part"
later="later.$(sha256sum <"$part" | cut -c 1-16).wasm"
grep -q '"./split_later.wasm"' "$apart/__wasm_split.js" || die "the desk's module has not come apart"
# A page that gets one script of this build and one of another stops before it begins.
this="of_${made_of:0:16}"
echo "export const $this = true;" >>"$new/desk.js"
{
  echo "import { $this } from './desk.js';"
  # However long a connection hangs, who waits is told at last.
  sed -e "s#\./split_later\.wasm#./$later#" -e 's#import\.meta\.url))#import.meta.url), { signal: AbortSignal.timeout(30000) })#' \
    "$apart/__wasm_split.js"
} >"$new/__wasm_split.js"
mv "$part" "$new/$later"
rm -rf "$apart"
: >"$new/vitrine.css"
if [ ${#styles[@]} -gt 0 ]; then cat "${styles[@]}" >"$new/vitrine.css"; fi
# As browsers of two years ago read it: nothing is put in other words for older ones.
esbuild --minify --log-level=warning --allow-overwrite --outdir="$new" "$new"/*.js "$new/vitrine.css"
# Compressed once and for all, as tightly as it goes: the server sends what a browser says it reads.
node - "$new"/*.{wasm,js,css} <<'JS'
const { readFileSync, writeFileSync } = require('node:fs');
const zlib = require('node:zlib');
for (const file of process.argv.slice(2)) {
  const bytes = readFileSync(file);
  const brotli = { [zlib.constants.BROTLI_PARAM_LGWIN]: 24, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${file}.br`, zlib.brotliCompressSync(bytes, { params: brotli }));
  writeFileSync(`${file}.gz`, zlib.gzipSync(bytes, { level: 9 }));
}
JS
echo "$made_of" >"$new/made-of"
# Pages that are open ask for the part of their own build, for a day.
for old in "$site"/pkg/later.*; do
  [ -e "$new/${old##*/}" ] || cp -p "$old" "$new/"
done
find "$new" -name 'later.*' ! -name "$later*" -mmin +1440 -delete

# A server that is up sees the old folder or the new one, never half of each.
rm -rf "$site/pkg.old"
if [ -d "$site/pkg" ]; then mv "$site/pkg" "$site/pkg.old"; fi
mv "$new" "$site/pkg"
rm -rf "$site/pkg.old"

for name in "${!built[@]}"; do
  say "$name: wasm $(kb "$(stat -c %s "${built[$name]}")") built, $(sized "${name}_bg.wasm") optimised, $(sized "${name}_bg.wasm.gz") gzipped; js $(sized "$name.js")"
done
say "css $(sized vitrine.css) ($(sized vitrine.css.gz) gzipped)"
first_load
