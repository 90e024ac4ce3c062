#!/usr/bin/env bash
# The base model under .vitrine/models/base, made from the fetched weights and what alignment learnt.
#   base.sh WORKER [unaligned]
# The worker's converter leaves alone what was made from the same inputs.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

worker=$1
aligned="$VITRINE_ROOT/worker/align/aligned.safetensors"
if [ "${2:-}" = unaligned ]; then
  "$worker" convert --assets "$VITRINE_ASSETS" --out "$VITRINE_STATE/models/unaligned"
elif [ -e "$aligned" ]; then
  "$worker" convert --assets "$VITRINE_ASSETS" --out "$VITRINE_STATE/models/base" --aligned "$aligned"
else
  die "worker/align/aligned.safetensors is missing; 'make align' makes it (it takes a long while)"
fi
