#!/usr/bin/env bash
# make test, make lint, make e2e: test.sh all | lint | e2e. Every check there is, each step timed.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source "$VITRINE_SETUP/wasm_target.sh"
source "$VITRINE_SETUP/stages.sh"

cd "$VITRINE_ROOT"
export CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-never}"
pg="$VITRINE_STATE/pg/test"
format() { cargo_ fmt --all --check; }

clippy() { cargo_ clippy --locked --workspace "${FEATURES[@]}" --all-targets -- -D warnings; }

# The browser's half compiles other code than the server's, and each of its modules other code than the other.
clippy_wasm() {
  wasm_target_find
  local module
  for module in browser-pages browser-desk; do
    wasm_cargo clippy --locked -p vitrine-app --lib --no-default-features --features "$module" --profile wasm -- -D warnings
  done
}

# Programs first: the tests across processes start them from the target folder.
build() { cargo_ build --locked --workspace "${FEATURES[@]}" --bins --tests; }

# nextest where there is one: a process a test. Building it takes longer than it saves, so that elsewhere
# cargo's own runner does; the tests are the same.
tests() {
  if cargo_ nextest --version >/dev/null 2>&1; then
    cargo_ nextest run --locked --workspace "${FEATURES[@]}" --no-fail-fast
  else
    cargo_ test --locked --workspace "${FEATURES[@]}" --bins --lib --tests --no-fail-fast
  fi
}

# The scenes are also tested on the real pictures.
assets() { python3 "$VITRINE_SETUP/fetch_assets.py"; }

doc_tests() { cargo_ test --locked --workspace "${FEATURES[@]}" --doc --no-fail-fast; }

test_database() {
  if [ -n "${VITRINE_TEST_DATABASE_URL:-}" ]; then say "using VITRINE_TEST_DATABASE_URL"; return; fi
  # After a failure its data and its log stay for a look; the next run begins afresh.
  trap 'status=$?; "$VITRINE_SETUP/postgres.sh" stop "$pg" || true; (exit $status); finish' EXIT
  VITRINE_TEST_DATABASE_URL=$("$VITRINE_SETUP/postgres.sh" start "$pg" --test --fresh | sed -n 's/^VITRINE_TEST_DATABASE_URL=//p')
  export VITRINE_TEST_DATABASE_URL
}

what=${1:-all}
mkdir -p "$VITRINE_STATE"
exec 7>>"$VITRINE_STATE/test.lock"
flock -n 7 || die "tests of this clone are running already"
echo $$ >"$VITRINE_STATE/test.lock"
rm -rf "$LOGS"
# What a demo or a shell has set must not reach a test.
unset VITRINE_DATABASE_URL VITRINE_OWNER_DATABASE_URL DATABASE_URL
trap finish EXIT
case "$what" in
  lint)
    stage tools "$VITRINE_SETUP/tools.sh" build
    stage format format
    stage clippy clippy
    stage "clippy wasm" clippy_wasm
    ;;
  e2e)
    stage tools "$VITRINE_SETUP/tools.sh" test
    stage build build
    stage wasm "$VITRINE_SETUP/wasm.sh"
    stage browser "$VITRINE_SETUP/e2e.sh"
    ;;
  all)
    stage tools "$VITRINE_SETUP/tools.sh" test
    stage format format
    stage clippy clippy
    stage "clippy wasm" clippy_wasm
    stage assets assets
    stage build build
    test_database
    stage tests tests
    stage "doc tests" doc_tests
    stage wasm "$VITRINE_SETUP/wasm.sh"
    stage browser "$VITRINE_SETUP/e2e.sh"
    ;;
  *) die "test.sh all | lint | e2e" ;;
esac
