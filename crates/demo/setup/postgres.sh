#!/usr/bin/env bash
# A private Postgres for the demo, the loop and the tests: one cluster a folder, on a free port of 127.0.0.1,
# owned by an unprivileged user, gone without trace when dropped. It must know nothing of tables or migrations.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source "$VITRINE_SETUP/pg_binaries.sh"

usage() {
  cat <<'HELP'
postgres.sh start DIR [--test] [--fresh]   start the cluster of DIR (made if missing) and print its addresses:
                                             VITRINE_OWNER_DATABASE_URL  role vitrine_owner, owns the database
                                             VITRINE_DATABASE_URL        role vitrine_app, owns nothing
                                           --test: no fsync, and VITRINE_TEST_DATABASE_URL, a role that may make
                                           databases; --fresh: drop what stood there first;
                                           VITRINE_PG_OPTIONS="-c NAME=VALUE": settings beside the usual ones
postgres.sh stop DIR [fast|immediate]      stop it (immediate: as if it had crashed)
postgres.sh drop DIR                       stop it and delete its data
postgres.sh url DIR                        the superuser's address (also in DIR/url, readable by its owner alone)
postgres.sh programs DIR                   the folder of the programs that it is of (pgbench may be among them)
postgres.sh status DIR                     says whether it runs; exit status 0 when it does
HELP
}

# The postmaster's process id, when the one that DIR's lock file names is alive and works in DIR's data.
# A process that merely got the same number after a crash works somewhere else.
pg_pid() {
  local pid
  pid=$(head -n 1 "$PG_HOME/data/postmaster.pid" 2>/dev/null) || return 1
  [ -n "$pid" ] && [ "/proc/$pid/cwd" -ef "$PG_HOME/data" ] && printf '%s' "$pid"
}

# Where the cluster lies: in DIR, or, when we are root in a place where the cluster's user may not enter
# (a clone under /root), in /var/tmp with a link from DIR. PG_HOME is the place itself, since a path through
# the link leads through DIR.
pg_make_home() {
  [ -d "$PG_HOME" ] && return
  rm -f "$PG_DIR/home"
  PG_HOME="$PG_DIR/home"
  if is_root && ! as_pg test -x "$PG_DIR"; then
    PG_HOME=$(mktemp -d "/var/tmp/vitrine-pg-XXXXXXXXXX")
    ln -s "$PG_HOME" "$PG_DIR/home"
  fi
  mkdir -p -m 700 "$PG_HOME"
  if is_root; then chown "$PG_USER:" "$PG_HOME"; fi
}

# pg_single DATABASE: SQL from standard input, one statement a line, by the server itself without a network:
# npm's Postgres has no psql. Its exit status says nothing of errors.
pg_single() {
  local out
  out=$(as_pg "$PG_BIN/postgres" --single -D "$PG_HOME/data" "$1" 2>&1) || die "postgres --single: $out"
  if grep -qE '(ERROR|FATAL|PANIC):' <<<"$out"; then die "making roles: $(grep -E '(ERROR|FATAL|PANIC):' <<<"$out")"; fi
}

# Data without DIR/secrets is what a killed first start left: it begins again.
pg_make_data() {
  [ -e "$PG_HOME/data/PG_VERSION" ] && [ -e "$PG_DIR/secrets" ] && return
  say "making a Postgres $("$PG_BIN/postgres" --version | grep -oE '[0-9.]+' | head -n 1) cluster as user $PG_USER"
  rm -rf "$PG_HOME/data" "$PG_DIR/secrets"
  local root owner app
  root=$(random_word) owner=$(random_word) app=$(random_word)
  as_pg sh -c "umask 077; cat >'$PG_HOME/first'" <<<"$root"
  as_pg "$PG_BIN/initdb" -D "$PG_HOME/data" -U vitrine_root -A scram-sha-256 --pwfile "$PG_HOME/first" \
    -E UTF8 --locale=C.UTF-8 --lc-messages=C --no-sync >"$PG_DIR/initdb.log" 2>&1 ||
    die "initdb failed:
$(tail -n 15 "$PG_DIR/initdb.log")"
  as_pg rm "$PG_HOME/first"
  as_pg sh -c "cat >>'$PG_HOME/data/postgresql.conf'" <<'CONF'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
jit = off
CONF
  pg_single postgres <<SQL
create role vitrine_owner login password '$owner'
create role vitrine_app login password '$app'
create database vitrine owner vitrine_owner
revoke all on database vitrine from public
grant connect on database vitrine to vitrine_app
SQL
  pg_single vitrine <<SQL
alter schema public owner to vitrine_owner
SQL
  (umask 077; printf 'root=%s\nowner=%s\napp=%s\n' "$root" "$owner" "$app" >"$PG_DIR/secrets")
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

port_is_free() {
  python3 -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", int(sys.argv[1])))' "$1" 2>/dev/null
}

# pg_launch TEST: on the port it had before if that is free (a restart must not move it), else on another.
pg_launch() {
  local port options try
  options="-c logging_collector=off ${VITRINE_PG_OPTIONS:-}"
  if [ "$1" = yes ]; then options+=' -c fsync=off -c synchronous_commit=off -c full_page_writes=off'; fi
  port=$(cat "$PG_DIR/port" 2>/dev/null || free_port)
  # A crash leaves a lock file, and its number may be another process's by now (pg_pid has just said that it is
  # not ours). No process has this number; the rest of the file lets Postgres see backends that still live.
  as_pg sh -c "[ ! -e '$PG_HOME/data/postmaster.pid' ] || sed -i '1s/.*/4194305/' '$PG_HOME/data/postmaster.pid'"
  for try in 1 2 3 4 5; do
    if port_is_free "$port"; then
      echo "$port" >"$PG_DIR/port"
      as_pg "$PG_BIN/pg_ctl" start -w -t 120 -s -D "$PG_HOME/data" -l "$PG_HOME/log" -o "-p $port $options" \
        </dev/null >&2 7>&- 8>&- 9>&- && return # nor may it keep anybody's lock
      if as_pg tail -n 5 "$PG_HOME/log" | grep -q 'still in use'; then
        sleep 1 # backends of a killed server are about to notice
        continue
      fi
      # Another took the port in between; anything else will not mend itself.
      as_pg tail -n 5 "$PG_HOME/log" | grep -q 'could not bind' || break
    fi
    port=$(free_port)
  done
  as_pg tail -n 20 "$PG_HOME/log" >&2 || true
  die "Postgres did not start (log: $PG_HOME/log)"
}

pg_addresses() {
  local root owner app at
  source "$PG_DIR/secrets"
  at="127.0.0.1:$(cat "$PG_DIR/port")"
  (umask 077; echo "postgres://vitrine_root:$root@$at/postgres" >"$PG_DIR/url")
  echo "VITRINE_OWNER_DATABASE_URL=postgres://vitrine_owner:$owner@$at/vitrine"
  echo "VITRINE_DATABASE_URL=postgres://vitrine_app:$app@$at/vitrine"
  if [ "$1" = yes ]; then echo "VITRINE_TEST_DATABASE_URL=$(cat "$PG_DIR/url")"; fi
}

pg_start() {
  local test=no fresh=no
  for word in "$@"; do
    case "$word" in --test) test=yes ;; --fresh) fresh=yes ;; *) die "unknown option $word" ;; esac
  done
  if [ "$fresh" = yes ]; then pg_drop; fi
  mkdir -p "$PG_DIR"
  exec 9>"$PG_DIR/lock"
  flock 9
  if ! pg_pid >/dev/null; then
    pg_find
    pg_make_home
    pg_make_data
    pg_launch "$test"
  fi
  pg_addresses "$test"
}

# pg_stop [fast|immediate]: by signal, so that it works where the programs have gone.
pg_stop() {
  local pid signal=INT second
  pid=$(pg_pid) || return 0
  if [ "${1:-fast}" = immediate ]; then signal=QUIT; fi
  kill -s "$signal" "$pid"
  for second in $(seq 1 300); do
    [ -d "/proc/$pid" ] || return 0
    if [ "$second" = 200 ]; then say "Postgres is slow to stop: stopping it at once"; kill -s QUIT "$pid" || true; fi
    sleep 0.1
  done
  die "Postgres (process $pid) does not stop"
}

pg_drop() {
  pg_stop
  case "$PG_HOME" in /var/tmp/vitrine-pg-*) rm -rf "$PG_HOME" ;; esac
  rm -rf "$PG_DIR"
  PG_HOME="$PG_DIR/home"
}

command=${1:-help}
case "$command" in start | stop | drop | url | programs | status) ;; *) usage; [ "$command" = help ] || [ "$command" = --help ]; exit ;; esac
[ $# -ge 2 ] || { usage >&2; exit 2; }
PG_DIR=$(realpath -m "$2")
PG_HOME=$(readlink -m "$PG_DIR/home")
shift 2
case "$command" in
  start) pg_start "$@" ;;
  stop) pg_stop "$@" ;;
  drop) pg_drop ;;
  url) cat "$PG_DIR/url" ;;
  programs) pg_find && echo "$PG_BIN" ;;
  status) pg_pid >/dev/null && say "running on port $(cat "$PG_DIR/port")" ;;
esac
