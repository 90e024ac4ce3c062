#!/usr/bin/env bash
# make clean: stops this clone's demo and databases and deletes what was made in it. Caches stay.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Everything a demo or a test run has started holds its lock, as descriptor 7: also what a killed one left behind.
stop_holders() {
  local lock=$1 signal=$2 process
  for process in /proc/[0-9]*; do
    if [ "$process/fd/7" -ef "$lock" ] && [ "${process#/proc/}" != $$ ]; then
      kill -s "$signal" "${process#/proc/}" 2>/dev/null || true
    fi
  done
}

for lock in "$VITRINE_STATE/demo.lock" "$VITRINE_STATE/test.lock"; do
  [ -e "$lock" ] || continue
  exec 8>>"$lock"
  flock -n 8 && continue
  say "stopping what runs"
  # Its first process takes the others with it, in good order.
  kill -s TERM "$(cat "$lock")" 2>/dev/null || true
  flock -w 30 8 && continue
  stop_holders "$lock" TERM
  flock -w 10 8 && continue
  stop_holders "$lock" KILL
  flock -w 10 8 || die "what holds $lock does not stop"
done

shopt -s nullglob
for cluster in "$VITRINE_STATE"/pg/*/ "$VITRINE_STATE"/*/pg/; do "$VITRINE_SETUP/postgres.sh" drop "$cluster"; done
rm -rf "$VITRINE_STATE" "$VITRINE_ROOT/e2e/node_modules"
