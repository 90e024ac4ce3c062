#!/usr/bin/env bash
# make clean: stops this clone's databases and deletes what was made in it. Caches stay.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# A demo that is up takes its server, worker and Postgres with it.
if [ -e "$VITRINE_STATE/demo.lock" ]; then
  exec 7>>"$VITRINE_STATE/demo.lock"
  if ! flock -n 7; then
    kill -s TERM "$(cat "$VITRINE_STATE/demo.lock")" 2>/dev/null || true
    flock -w 60 7 || die "a demo of this clone does not stop (process $(cat "$VITRINE_STATE/demo.lock"))"
  fi
fi

shopt -s nullglob
for cluster in "$VITRINE_STATE"/pg/*/; do "$VITRINE_SETUP/postgres.sh" drop "$cluster"; done
rm -rf "$VITRINE_STATE" "$VITRINE_ROOT/e2e/node_modules"
