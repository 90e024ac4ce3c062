#!/usr/bin/env bash
# make bench-desk: claims, decisions and lists at 200 reviewers and up to a million items, beside the bare statement under
# pgbench and beside Label Studio, on a Postgres of its own; writes .vitrine/bench/desk.json.
#   VITRINE_BENCH_ITEMS=N        fewer items (10,000 at least), for a quick look
#   VITRINE_BENCH_LABEL_STUDIO=no    leave Label Studio out
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$VITRINE_ROOT"
"$VITRINE_SETUP/tools.sh" build
unset VITRINE_LABEL_STUDIO VITRINE_PGBENCH VITRINE_SKIPPED
case "${VITRINE_BENCH_LABEL_STUDIO:-yes}" in
  no) export VITRINE_SKIPPED="VITRINE_BENCH_LABEL_STUDIO=no" ;;
  yes)
    VITRINE_LABEL_STUDIO=$("$VITRINE_SETUP/label_studio.sh")
    export VITRINE_LABEL_STUDIO
    ;;
  *) die "VITRINE_BENCH_LABEL_STUDIO is yes or no" ;;
esac
cargo_ build --locked --workspace "${FEATURES[@]}" --bins --example bench_desk
pg="$VITRINE_STATE/pg/bench"
# What is committed is on the disk, as where it counts.
export VITRINE_PG_OPTIONS="-c max_connections=300 -c shared_buffers=1GB -c max_wal_size=4GB"
trap '"$VITRINE_SETUP/postgres.sh" drop "$pg"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
"$VITRINE_SETUP/postgres.sh" start "$pg" --fresh >/dev/null
VITRINE_TEST_DATABASE_URL=$("$VITRINE_SETUP/postgres.sh" url "$pg")
export VITRINE_TEST_DATABASE_URL
pgbench=$("$VITRINE_SETUP/postgres.sh" programs "$pg")/pgbench
if [ -x "$pgbench" ]; then export VITRINE_PGBENCH="$pgbench"; else say "no pgbench beside this Postgres"; fi
"$CARGO_TARGET_DIR/debug/examples/bench_desk"
