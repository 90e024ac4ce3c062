# What every set-up script shares: where things lie, how to speak, how to ask Debian for a package.
# Sourced, never run. It must know nothing of projects, items or models.

set -euo pipefail

VITRINE_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)"
VITRINE_SETUP="$VITRINE_ROOT/crates/demo/setup"
VITRINE_STATE="${VITRINE_STATE:-$VITRINE_ROOT/.vitrine}"
VITRINE_CACHE="${VITRINE_CACHE:-$HOME/.cache/vitrine}"
VITRINE_TOOLS="$VITRINE_CACHE/tools"
VITRINE_ASSETS="${VITRINE_ASSETS:-$VITRINE_CACHE/assets}"
export VITRINE_ROOT VITRINE_SETUP VITRINE_STATE VITRINE_CACHE VITRINE_TOOLS VITRINE_ASSETS
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$VITRINE_CACHE/target}"
export PATH="$VITRINE_TOOLS/bin:$PATH"
# cargo lies where rustup puts it even where a login shell has not said so; first, as rustup would have it,
# or a rustc of Debian's would take its place.
if ! command -v cargo >/dev/null && [ -x "$HOME/.cargo/bin/cargo" ]; then
  export PATH="$HOME/.cargo/bin:$PATH"
fi
export NPM_CONFIG_FUND=false NPM_CONFIG_AUDIT=false NPM_CONFIG_UPDATE_NOTIFIER=false

say() { printf '· %s\n' "$*" >&2; }
die() { printf 'vitrine: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
is_root() { [ "$(id -u)" = 0 ]; }

# A word of 48 hexadecimal digits that nobody can guess.
random_word() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# cargo, out of sight of any database a user has exported: a live query check would reach into it.
cargo_() { env -u DATABASE_URL cargo "$@"; }

# What is off in a build by default is built and tested too; the same for all, or one would rebuild the other's work.
FEATURES=(--features vitrine-worker/hub)

# The worker, built with what it needs and with the weights fetched; says its path.
worker_built() {
  # Chained: within $(...) bash does not stop at a failure.
  "$VITRINE_SETUP/tools.sh" build >&2 &&
    python3 "$VITRINE_SETUP/fetch_assets.py" >&2 &&
    cargo_ build --locked --workspace "${FEATURES[@]}" --bins >&2 &&
    echo "$CARGO_TARGET_DIR/debug/vitrine-worker"
}

# The browser of the tests: Debian's, never one that Playwright downloads.
chromium_path() {
  local name
  for name in ${VITRINE_CHROMIUM:-} chromium chromium-browser google-chrome; do
    if have "$name"; then command -v "$name"; return; fi
  done
  return 1
}

# as_root COMMAND...: as root, or by a sudo that asks for no password.
as_root() { if is_root; then "$@"; else sudo -n "$@"; fi; }
may_be_root() { is_root || { have sudo && sudo -n true 2>/dev/null; }; }

# debian_packages PACKAGE...: installs Debian packages; who may not is told the line to run.
debian_packages() {
  if ! may_be_root || ! have apt-get; then
    die "missing Debian packages. Run this, then try again:
    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
  fi
  say "installing from Debian: $*"
  local log="$VITRINE_STATE/apt.log"
  mkdir -p "$VITRINE_STATE"
  apt_install "$@" >"$log" 2>&1 && return
  # An image just made has no package lists yet.
  { as_root apt-get update && apt_install "$@"; } >>"$log" 2>&1 && return
  tail -n 20 "$log" >&2
  die "apt-get could not install: $* (whole log: $log)"
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "$@" </dev/null
}
