#!/usr/bin/env bash
# make align: the recipe that made worker/align/aligned.safetensors, run again; options go to vitrine-worker align.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$VITRINE_ROOT"
"$VITRINE_SETUP/tools.sh" build
python3 "$VITRINE_SETUP/fetch_assets.py"
cargo_ build --locked --workspace --bins
worker="$CARGO_TARGET_DIR/debug/vitrine-worker"
"$VITRINE_SETUP/base.sh" "$worker" unaligned
exec "$worker" align --assets "$VITRINE_ASSETS" --base "$VITRINE_STATE/models/unaligned" \
  --work "$VITRINE_STATE/align" --out "$VITRINE_ROOT/worker/align/aligned.safetensors" "$@"
