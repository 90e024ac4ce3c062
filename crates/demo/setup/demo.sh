#!/usr/bin/env bash
# make demo and make loop: prepares everything, then hands over to vitrine-demo, and stops Postgres after it.
#   demo.sh demo | loop [option of vitrine-demo...]
# What the loop does is vitrine-demo's business; this script only sees to it that nothing is missing.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'HELP'
demo.sh demo [option of vitrine-demo...]   the loop in your browser. With DATABASE_URL set it uses that Postgres, and
                                           refuses a database that is not empty and not its own
demo.sh loop [option of vitrine-demo...]   the same without a browser, measured. It begins with nothing every time, in
                                           a private Postgres of its own, and does not read DATABASE_URL
HELP
}

what=${1:-}
case "$what" in demo | loop) shift ;; help | --help) usage; exit ;; *) usage >&2; exit 2 ;; esac
cd "$VITRINE_ROOT"
mkdir -p "$VITRINE_STATE/bin" "$VITRINE_STATE/models"
# The loop is a measurement: it always begins with nothing, in a Postgres of its own.
if [ "$what" = loop ] && [ -n "${DATABASE_URL:-}" ]; then
  say "the loop uses a private Postgres of its own, not the one of DATABASE_URL"
  unset DATABASE_URL
fi
# A database and what belongs to it (images, checkpoints, the scripts' notes) stand and fall together.
state="$VITRINE_STATE/$what"
if [ -n "${DATABASE_URL:-}" ]; then state+="-$(printf '%s' "$DATABASE_URL" | sha256sum | head -c 8)"; fi
pg="$state/pg"

# One at a time in a clone: two would share a state folder.
exec 7>>"$VITRINE_STATE/demo.lock"
flock -n 7 || die "a demo or a loop of this clone is running already. Stop that one first"
echo $$ >"$VITRINE_STATE/demo.lock"
# A loop that fails must not leave the figures of the one before.
if [ "$what" = loop ]; then rm -f "$VITRINE_STATE/loop.json"; fi

"$VITRINE_SETUP/tools.sh" build
python3 "$VITRINE_SETUP/fetch_assets.py"
say "building (the first time takes a while)"
cargo_ build --locked --workspace "${FEATURES[@]}" --bins
# Programs of its own: a build that comes later must not change a demo that is up.
for program in vitrine-server vitrine-worker vitrine-demo; do
  cp --reflink=auto -f "$CARGO_TARGET_DIR/debug/$program" "$VITRINE_STATE/bin/$program.new"
  mv -f "$VITRINE_STATE/bin/$program.new" "$VITRINE_STATE/bin/$program"
done
"$VITRINE_SETUP/wasm.sh"
"$VITRINE_SETUP/base.sh" "$VITRINE_STATE/bin/vitrine-worker"

child=
# shellcheck disable=SC2329 # called by the traps
leave() {
  local status=$?
  trap '' INT TERM HUP
  if [ -n "$child" ] && kill -0 "$child" 2>/dev/null; then
    kill -s TERM "$child" 2>/dev/null || true
    wait "$child" || true
  fi
  if [ -z "${DATABASE_URL:-}" ]; then "$VITRINE_SETUP/postgres.sh" stop "$pg" || true; fi
  if [ "$what" = loop ] && [ -e "$state/loop.json" ]; then cp "$state/loop.json" "$VITRINE_STATE/loop.json"; fi
  exit "$status"
}

# The demo goes on where it was.
if [ "$what" = loop ]; then
  "$VITRINE_SETUP/postgres.sh" drop "$pg"
  rm -rf "$state"
fi
mkdir -p "$state"
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
if [ -n "${DATABASE_URL:-}" ]; then
  say "using the Postgres of DATABASE_URL"
  export VITRINE_OWNER_DATABASE_URL=$DATABASE_URL
  VITRINE_DATABASE_URL=$(python3 "$VITRINE_SETUP/app_url.py" "$state/app-role")
  export VITRINE_DATABASE_URL
else
  addresses=$("$VITRINE_SETUP/postgres.sh" start "$pg")
  set -a
  eval "$addresses"
  set +a
fi
export VITRINE_BASE="${VITRINE_BASE:-$VITRINE_STATE/models/base}" VITRINE_SITE="$VITRINE_STATE/site"
# In the background and waited for: bash would hold back a signal as long as a child in front runs.
env -u DATABASE_URL "$VITRINE_STATE/bin/vitrine-demo" "$what" --state "$state" --assets "$VITRINE_ASSETS" "$@" &
child=$!
wait "$child"
