#!/usr/bin/env bash
# What is set against an independent reference on the demo's base:
#   measure.sh parity | train | generate | visual
# Each builds what it needs, prints a table and writes .vitrine/parity.json or .vitrine/bench/NAME.json.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

name=$1
cd "$VITRINE_ROOT"
worker=$(worker_built)
"$VITRINE_SETUP/base.sh" "$worker"
cargo_ build --locked --workspace --examples
case "$name" in
  visual) python=python3 ;;
  *) python=$("$VITRINE_SETUP/reference.sh") ;;
esac
ours="$CARGO_TARGET_DIR/debug/examples" base="$VITRINE_STATE/models/base" reference=crates/vlm/reference
export HF_HUB_OFFLINE=1
case "$name" in
  parity) exec "$python" $reference/parity.py "$ours/parity" "$ours/peft_side" "$base" ;;
  train | generate | visual) exec "$python" $reference/bench_"$name".py "$ours/${name}_side" "$base" "${ROUNDS:-5}" ;;
  *) die "measure.sh parity | train | generate | visual" ;;
esac
