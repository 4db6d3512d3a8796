#!/bin/bash
# Runs a private Postgres in the foreground, on loopback only, until a signal ends it (see supervise.sh). The first start makes the cluster, a role and its database.
#
#   ITEMS_DATA        directory of its files                      (.data/postgres in the repository)
#   PGPORT            TCP port                                    (5432)
#   PGDATABASE        database                                    (itemsdb)
#   PGUSER            the database's owner, who may log in        (items)
#   PGPASSWORD        the owner's password; when it differs from the last start's it is changed. Without it one is made.
#                     Kept in the file `password` of the data directory, mode 600.
#   ITEMS_DISPOSABLE  true: for tests. No fsync, the owner may create databases, the end is at once, and then the files are deleted.
#
# Nobody can log in as superuser: the bootstrap role has no password. There is no Unix socket.
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=supervise.sh
[[ -n ${server_script:-} ]] || { server_script=postgres.sh server_path=${BASH_SOURCE[0]}; . "$(dirname "$server_path")/supervise.sh"; }

# Sets $bin: the server that made the cluster, else the newest one installed.
find_postgres() {
  local version='' path
  [[ ! -f $data/cluster/PG_VERSION ]] || version=$(<"$data/cluster/PG_VERSION")
  # shellcheck disable=SC2086,SC2231 # the star is a pattern
  path=$(printf '%s\n' /usr/lib/postgresql/${version:-*}/bin/postgres | sort -V | tail -n 1)
  [[ -x $path ]] || path=$(command -v postgres) || die "Postgres${version:+ $version} is not installed: run eng/install.sh servers"
  bin=$(dirname "$path")
}

clean() { env -i PATH="$PATH" HOME="$data" LANG=C.UTF-8 "$@"; }

# Runs SQL from standard input, one statement a line, without a running server; a failed statement never shows its text, which may hold the password.
single_user() {
  local log
  log=$(clean "$bin/postgres" --single -D "$1" -c exit_on_error=on -c log_min_error_statement=panic postgres 2>&1 >/dev/null) || die "preparing the cluster failed: $log"
}

create_cluster() {
  local sync=() rights=NOCREATEDB
  [[ ${ITEMS_DISPOSABLE:-} != true ]] || { sync=(--no-sync) rights=CREATEDB; }
  say "creating a cluster in $data/cluster"
  # Made beside its place and renamed, so that an interrupted start leaves nothing half-made.
  rm -rf "$data/cluster.new"
  od -An -N24 -tx1 /dev/urandom | tr -d ' ' | keep "$data/bootstrap"
  clean "$bin/initdb" -D "$data/cluster.new" -A scram-sha-256 -U postgres --pwfile="$data/bootstrap" -E UTF8 --locale=C.UTF-8 "${sync[@]}" >/dev/null || die "initdb failed"
  rm -f "$data/bootstrap"
  single_user "$data/cluster.new" <<SQL
ALTER ROLE postgres PASSWORD NULL
CREATE ROLE $user LOGIN $rights PASSWORD '${password//\'/\'\'}'
CREATE DATABASE $database OWNER $user
SQL
  mv "$data/cluster.new" "$data/cluster"
}

port=$(port PGPORT 5432) || exit
user=${PGUSER:-items}
database=${PGDATABASE:-itemsdb}
[[ $user$database =~ ^[a-z_][a-z0-9_]*$ ]] || die "PGUSER and PGDATABASE: lower-case letters, digits and _ only"

prepare_data postgres postgres
find_postgres
password=$(password_from PGPASSWORD) || exit
if [[ ! -d $data/cluster ]]; then
  create_cluster
elif [[ $password != "$(cat "$data/password" 2>/dev/null)" ]]; then
  say "changing the password of $user"
  single_user "$data/cluster" <<<"ALTER ROLE $user PASSWORD '${password//\'/\'\'}'"
fi
keep "$data/password" <<<"$password"
unset PGPASSWORD password

durability=()
[[ ${ITEMS_DISPOSABLE:-} != true ]] || durability=(-c fsync=off -c full_page_writes=off)
# SIGINT is Postgres' fast shutdown, SIGQUIT its immediate one, which the next start recovers from.
supervise INT 7 QUIT env -i PATH="$PATH" HOME="$data" LANG=C.UTF-8 \
  "$bin/postgres" -D "$data/cluster" -h 127.0.0.1 -p "$port" -c unix_socket_directories= -c max_connections=300 "${durability[@]}"
