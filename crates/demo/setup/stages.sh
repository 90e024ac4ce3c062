# Steps with a clock, for test.sh. Sourced.
# stage NAME COMMAND... runs it, keeps its output in a log beside showing it, and stops the whole on failure;
# when the script ends, however it ends, the table of steps and the test runners' own summaries come last.

LOGS="$VITRINE_STATE/log/test"
STAGES=()
CURRENT=

stage() {
  CURRENT=$1
  shift
  printf '\n== %s\n' "$CURRENT"
  local began=$SECONDS log="$LOGS/${CURRENT// /-}.log"
  mkdir -p "$LOGS"
  "$@" 2>&1 | tee "$log"
  STAGES+=("$(printf '%5d s  %s' "$((SECONDS - began))" "$CURRENT")")
  CURRENT=
}

# The lines in which cargo-nextest, cargo test and Playwright sum up a run, and what the first load weighs.
summaries() {
  sed 's/\x1b\[[0-9;]*m//g' "$LOGS"/*.log 2>/dev/null |
    grep -E '^ *Summary \[|^test result: |^ +[0-9]+ (passed|failed|flaky|skipped|did not run|interrupted)|^· first load' || true
}

finish() {
  local status=$?
  printf '\n== done in %d s\n' "$SECONDS"
  [ ${#STAGES[@]} = 0 ] || printf '%s\n' "${STAGES[@]}"
  if [ "$status" != 0 ] && [ -n "$CURRENT" ]; then
    printf ' FAILED  %s; how it ended:\n' "$CURRENT"
    tail -n 12 "$LOGS/${CURRENT// /-}.log" || true
  fi
  summaries
  if [ "$status" = 0 ]; then echo "everything passed"; else echo "failed (exit status $status)"; fi
  exit "$status"
}
