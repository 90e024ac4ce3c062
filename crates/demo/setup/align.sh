#!/usr/bin/env bash
# make align: the recipe that made worker/align/aligned.safetensors, run again; options go to vitrine-worker align.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$VITRINE_ROOT"
worker=$(worker_built)
"$VITRINE_SETUP/base.sh" "$worker" unaligned
exec "$worker" align --assets "$VITRINE_ASSETS" --base "$VITRINE_STATE/models/unaligned" \
  --work "$VITRINE_STATE/align" --out "$VITRINE_ROOT/worker/align/aligned.safetensors" "$@"
