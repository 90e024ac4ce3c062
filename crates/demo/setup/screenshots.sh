#!/usr/bin/env bash
# make screenshots: every page, both themes, two widths, of the server that the browser tests have; options go to Playwright.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$VITRINE_SETUP/tools.sh" test
cd "$VITRINE_ROOT"
cargo_ build --locked --workspace "${FEATURES[@]}" --bins
"$VITRINE_SETUP/wasm.sh"
"$VITRINE_SETUP/e2e.sh" --config screenshots.config.ts "$@"
say "$(find "$VITRINE_STATE/screenshots" -name '*.png' | wc -l) pictures in $VITRINE_STATE/screenshots"
