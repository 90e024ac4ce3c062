# How this machine builds for wasm32-unknown-unknown: with rustup's target, or, where rustup cannot fetch it,
# with Debian's rustc and its library sources. Sourced; sets nothing until wasm_target_find is called.

WASM_TARGET=wasm32-unknown-unknown

wasm_target_here() { compgen -G "$(rustc --print sysroot)/lib/rustlib/$WASM_TARGET/lib/libcore-*.rlib" >/dev/null; }

# Debian's rustc (package rustc-web, for browsers: newer than the stable release's own) with its sources.
wasm_debian_here() {
  [ -x /usr/bin/rustc ] && [ -e /usr/lib/rustlib/src/rust/library/Cargo.toml ] && wasm_lld >/dev/null || return 1
  local minor
  minor=$(/usr/bin/rustc --version | sed -nE 's/^rustc 1\.([0-9]+)\..*/\1/p')
  [ "${minor:-0}" -ge 95 ]
}

# Debian's rustc brings no linker for wasm; rustup's toolchain has one.
wasm_lld() {
  local lld
  lld=$(compgen -G "$(rustc --print sysroot)/lib/rustlib/*/bin/rust-lld" | head -n 1) && [ -n "$lld" ] && echo "$lld"
}

# wasm_target_find: sets WASM_ROAD to rustup or debian, installing what is missing.
wasm_target_find() {
  if wasm_target_here; then WASM_ROAD=rustup; return; fi
  if wasm_debian_here; then WASM_ROAD=debian; return; fi
  if have rustup; then
    say "adding the target $WASM_TARGET"
    if rustup target add "$WASM_TARGET" >&2 && wasm_target_here; then WASM_ROAD=rustup; return; fi
    say "rustup has no $WASM_TARGET for us: taking Debian's rustc-web"
  fi
  debian_packages rustc-web rust-web-src
  wasm_debian_here || die "no way to build for $WASM_TARGET: rustup gave none, and Debian's rustc-web cannot (1.95 or later, and a rust-lld, are needed)"
  WASM_ROAD=debian
}

# wasm_cargo ARGUMENT...: cargo for that target. Debian's road builds the standard library too, in a folder of
# its own, since two compilers in one would rebuild each other's work for ever.
wasm_cargo() {
  # What follows a bare `--` is not cargo's: the target goes before it.
  local what=$1
  shift
  if [ "$WASM_ROAD" = rustup ]; then
    cargo_ "$what" --target "$WASM_TARGET" "$@"
  else
    CARGO_TARGET_DIR="$(wasm_target_dir)" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$(wasm_lld)" \
      cargo_ "$what" -Zbuild-std=std,panic_abort --target "$WASM_TARGET" "$@"
  fi
}

wasm_target_dir() {
  if [ "$WASM_ROAD" = rustup ]; then echo "$CARGO_TARGET_DIR"; else echo "$CARGO_TARGET_DIR/debian"; fi
}
