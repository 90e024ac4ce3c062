#!/usr/bin/env bash
# make bench-canvas: the canvas with 2,000 regions in a browser, measured by Chromium's trace.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$VITRINE_SETUP/tools.sh" test
cd "$VITRINE_ROOT"
cargo_ build --locked --workspace --bins
"$VITRINE_SETUP/wasm.sh"
exec "$VITRINE_SETUP/e2e.sh" --config bench.config.ts "$@"
