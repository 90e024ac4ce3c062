#!/usr/bin/env bash
# Installs what the build, the demo and the tests need and do not find: tools.sh build | test.
# What stands is left alone, so that a second run needs no network. It must not build the project itself.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source "$VITRINE_SETUP/wasm_target.sh"

BINARYEN_VERSION=132.0.0
ESBUILD_VERSION=0.28.2
# What Leptos of Cargo.lock marks (wasm_split_helpers 0.2) this reads.
WASM_SPLIT_VERSION=0.2.4
RUST_MINOR=95

check_rust() {
  have cargo || die "no cargo. Install Rust 1.$RUST_MINOR or later: https://rustup.rs"
  local minor
  minor=$(cargo --version | sed -nE 's/^cargo 1\.([0-9]+)\..*/\1/p')
  [ "${minor:-0}" -ge "$RUST_MINOR" ] || die "$(cargo --version) is too old: 1.$RUST_MINOR or later is needed (rustup update)"
}

check_system() {
  local missing=()
  have cc || missing+=(gcc libc6-dev)
  have python3 || missing+=(python3)
  python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)
  have npm || missing+=(nodejs npm)
  [ ${#missing[@]} = 0 ] || debian_packages "${missing[@]}"
}

# The program must be of the very version that the code was compiled against.
wasm_bindgen() {
  local version
  version=$(awk '$0 == "name = \"wasm-bindgen\"" { getline; gsub(/[^0-9.]/, ""); print; exit }' "$VITRINE_ROOT/Cargo.lock")
  [ -n "$version" ] || die "Cargo.lock names no wasm-bindgen"
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $version" ] && return
  say "building wasm-bindgen $version (a few minutes, once)"
  # Lightly optimised: it runs for seconds and would compile for minutes. Its folder is kept until it is done, so
  # that an interrupted build goes on.
  CARGO_TARGET_DIR="$VITRINE_TOOLS/build" CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    cargo_ install wasm-bindgen-cli --version "$version" --bin wasm-bindgen --root "$VITRINE_TOOLS" --force
  rm -rf "$VITRINE_TOOLS/build"
}

# Takes the desk's module apart, by what Leptos's `wasm_split` has marked in it.
wasm_split() {
  [ "$(cat "$VITRINE_TOOLS/wasm-split" 2>/dev/null)" = "$WASM_SPLIT_VERSION" ] && have wasm-split-cli && return
  say "building wasm-split-cli $WASM_SPLIT_VERSION (a minute or two, once)"
  CARGO_TARGET_DIR="$VITRINE_TOOLS/build" CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    cargo_ install wasm_split_cli_support --version "$WASM_SPLIT_VERSION" --locked --features build-binary \
    --root "$VITRINE_TOOLS" --force
  rm -rf "$VITRINE_TOOLS/build"
  echo "$WASM_SPLIT_VERSION" >"$VITRINE_TOOLS/wasm-split"
}

# npm_package NAME VERSION PROGRAM...: its programs stand beside the others.
npm_package() {
  local name="$1" version="$2" folder="$VITRINE_TOOLS/$1" program
  if ! grep -qs "\"version\": \"$version\"" "$folder/node_modules/$name/package.json"; then
    say "fetching $name $version from npm"
    mkdir -p "$folder"
    npm install --loglevel=error --no-save --prefix "$folder" "$name@$version" >&2
  fi
  mkdir -p "$VITRINE_TOOLS/bin"
  for program in "${@:3}"; do
    ln -sfn "../$name/node_modules/$name/bin/$program" "$VITRINE_TOOLS/bin/$program"
  done
}

browser() { chromium_path >/dev/null || debian_packages chromium fonts-dejavu-core; }

# Playwright's runner alone: PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD keeps it from fetching browsers.
playwright() {
  local e2e="$VITRINE_ROOT/e2e" stamp="$VITRINE_ROOT/e2e/node_modules/.vitrine-lock"
  cmp -s "$e2e/package-lock.json" "$stamp" && return
  say "installing the browser tests' packages"
  (cd "$e2e" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --loglevel=error --prefer-offline >&2)
  cp "$e2e/package-lock.json" "$stamp"
}

case "${1:-}" in
  build | test) ;;
  *) echo "tools.sh build | test: installs what building (and testing) needs and does not find"; [ "${1:-}" = --help ]; exit ;;
esac
mkdir -p "$VITRINE_TOOLS"
# Two clones may share the cache.
exec 8>"$VITRINE_TOOLS/lock"
flock 8
check_rust
check_system
wasm_target_find
wasm_bindgen
wasm_split
npm_package binaryen "$BINARYEN_VERSION" wasm-opt wasm-metadce
# Takes what nobody reads out of scripts and the style sheet.
npm_package esbuild "$ESBUILD_VERSION" esbuild
if [ "$1" = test ]; then
  browser
  playwright
fi
