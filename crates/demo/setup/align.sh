#!/usr/bin/env bash
# make align: the recipe that made worker/align/aligned.safetensors, run again, in two parts: 7,200 scenes in large
# batches, which also teach the region head, then 4,000 others twice in batches of two.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$VITRINE_ROOT"
worker=$(worker_built)
"$VITRINE_SETUP/base.sh" "$worker" unaligned
align() {
  "$worker" align --assets "$VITRINE_ASSETS" --base "$VITRINE_STATE/models/unaligned" --work "$VITRINE_STATE/align" "$@"
}
first="$VITRINE_STATE/align/first.safetensors"
# The head comes last: a first part without it was stopped, and goes on.
whole() { grep -q '"head": {' "${first%.safetensors}.json" 2>/dev/null; }
whole || align --out "$first"
whole || die "the first part was stopped; start again to go on"
align --from "$first" --out "$VITRINE_ROOT/worker/align/aligned.safetensors" \
  --seed 2 --scenes 4000 --batch 2 --steps 4200 --lr-adapter 3e-4
