#!/usr/bin/env bash
# The browser tests, against the programs as built and a Postgres of their own. Needs tools.sh test, a build of
# the programs and wasm.sh first; options go to Playwright.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

pg="$VITRINE_STATE/pg/e2e"
trap '"$VITRINE_SETUP/postgres.sh" drop "$pg"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
addresses=$("$VITRINE_SETUP/postgres.sh" start "$pg" --test --fresh)
set -a
eval "$addresses"
VITRINE_BIN="$CARGO_TARGET_DIR/debug"
VITRINE_SITE="$VITRINE_STATE/site"
VITRINE_CHROMIUM=$(chromium_path)
set +a
rm -rf "$VITRINE_STATE/e2e"
mkdir -p "$VITRINE_STATE/e2e"
cd "$VITRINE_ROOT/e2e"
env -u DATABASE_URL node_modules/.bin/playwright test "$@"
