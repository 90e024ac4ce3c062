#!/usr/bin/env bash
# make bench-synthesis: a worker asking a local stand-in of a teacher, against bare requests to the same, on a Postgres
# of its own; writes .vitrine/bench/synthesis.json. No model, no network.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$VITRINE_ROOT"
"$VITRINE_SETUP/tools.sh" build
cargo_ build --locked --workspace "${FEATURES[@]}" --bins --example bench_synthesis
pg="$VITRINE_STATE/pg/bench"
trap '"$VITRINE_SETUP/postgres.sh" stop "$pg"' EXIT
VITRINE_TEST_DATABASE_URL=$("$VITRINE_SETUP/postgres.sh" start "$pg" --test --fresh | sed -n 's/^VITRINE_TEST_DATABASE_URL=//p')
export VITRINE_TEST_DATABASE_URL
"$CARGO_TARGET_DIR/debug/examples/bench_synthesis"
