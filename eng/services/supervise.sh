# shellcheck shell=bash
# Sourced by the server scripts beside it: where a server keeps its files, who it runs as, and how it ends.
#
# The script stays as the server's supervisor, because neither server ends well by itself: Postgres answers SIGTERM by waiting for its clients, and RabbitMQ
# leaves epmd behind. What holds:
# - SIGTERM, SIGINT or SIGHUP to the script ends the server in order, and by force when it takes too long; then everything it started is gone.
# - The script's parent disappears, however it ended: the same. (Watched by polling: a parent-death signal would fire when the parent's thread ends.)
# - The script itself is killed: the kernel tells its children to end.

# A descriptor that never has anything to read, to wait on without starting a process.
exec {never}<> <(:)

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$*"; exit 1; }

# A port number from a variable: port NAME DEFAULT
port() {
  local value=${!1:-$2}
  [[ $value =~ ^[1-9][0-9]{0,4}$ ]] || die "$1=$value is no port number"
  ((value < 65536)) || die "$1=$value is no port number"
  printf %s "$value"
}

# Runs a command as the server's user.
as_server() {
  if ((EUID == 0)); then
    setpriv --reuid="$server_user" --regid="$server_user" --init-groups -- "$@"
  else
    "$@"
  fi
}

# Sets $data to the directory of this server's files and takes its lock: prepare_data NAME USER
# As root the server runs as USER. Where USER cannot reach the directory (the repository stands in /root), the files go to /var/lib/items and the directory is a link to them.
prepare_data() {
  local name=$1 wanted
  server_user=$2
  ((EUID == 0)) || server_user=$(id -un 2>/dev/null || id -u)
  wanted=${ITEMS_DATA:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/.data/$name}
  mkdir -p "$wanted" || die "cannot make the directory $wanted"
  data=$(readlink -f "$wanted")
  if ((EUID == 0)); then
    id -u "$server_user" >/dev/null 2>&1 || die "there is no user $server_user to run as: is the package installed?"
    if ! as_server test -x "$data" 2>/dev/null && ! as_server test -x "$(dirname "$data")"; then
      data=/var/lib/items/$name-$(printf %s "$data" | cksum | cut -d ' ' -f 1)
      install -d -m 755 /var/lib/items
      mkdir -p "$data"
      rmdir "$wanted" || die "$server_user cannot reach $wanted: choose another ITEMS_DATA"
      ln -s "$data" "$wanted"
      say "$server_user cannot reach $wanted, so the files are in $data"
    fi
    chown "$server_user:$server_user" "$data"
  fi
  chmod 700 "$data"
  cd "$data" || exit 1
  # The server inherits the lock: it is free when the last process is gone.
  exec {lock}>"$data/lock"
  # It may be just ending.
  flock -w 15 "$lock" || die "another server uses $data"
}

# The password in the environment variable named, else the one kept from the last start, else a new one: password_from NAME
password_from() {
  local value=${!1:-}
  if [[ -z $value && -s $data/password ]]; then
    value=$(<"$data/password")
  elif [[ -z $value ]]; then
    value=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
  fi
  [[ $value != *[[:cntrl:]]* ]] || die "$1 must not contain control characters"
  printf %s "$value"
}

# Writes standard input to a file that only the server's user reads: keep FILE
keep() {
  (umask 077 && cat >"$1.new")
  ((EUID != 0)) || chown "$server_user:$server_user" "$1.new"
  mv "$1.new" "$1"
}

# Starts a child that ends when this script ends; its process id is in $!: start SIGNAL COMMAND...
# Own session: a terminal's Ctrl-C reaches this script only, which then ends its children in order.
start() {
  local signal=$1 who=()
  shift
  ((EUID != 0)) || who=(--reuid="$server_user" --regid="$server_user" --init-groups)
  setsid setpriv "${who[@]}" --pdeathsig "$signal" -- "$@" </dev/null {never}>&- &
}

parent_of_this() {
  local key value
  while read -r key value; do
    [[ $key != PPid: ]] || printf %s "$value"
  done <"/proc/$$/status"
}

# Polls without starting a process: true while the process runs, for half a second.
still_runs() {
  kill -0 "$1" 2>/dev/null && ! read -rt 0.5 -u "$never" && kill -0 "$1" 2>/dev/null
}

# Starts the server, stays until it ended, and ends it when asked to: supervise ASK SECONDS FORCE COMMAND...
supervise() {
  local ask=$1 seconds=$2 force=$3 parent stop='' code=0 server deadline
  shift 3
  parent=$(parent_of_this)
  # A reader of our messages that is gone is no reason to end.
  trap '' PIPE
  trap 'stop=1' TERM INT HUP
  start "$ask" "$@"
  server=$!
  while [[ -z $stop ]] && still_runs "$server"; do
    [[ $(parent_of_this) == "$parent" ]] || stop=1
  done
  trap '' TERM INT HUP
  if [[ -n $stop ]]; then
    [[ ${ITEMS_DISPOSABLE:-} != true ]] || ask=$force
    kill -s "$ask" "$server" 2>/dev/null
    deadline=$((SECONDS + seconds))
    while still_runs "$server"; do
      ((SECONDS < deadline)) || kill -s "$force" "$server" 2>/dev/null
      ((SECONDS < deadline + 2)) || kill -s KILL "$server" 2>/dev/null
    done
  fi
  wait "$server" || code=$?
  [[ ${ITEMS_DISPOSABLE:-} != true ]] || { cd / && rm -rf "$data"; }
  [[ -z $stop ]] || exit 0
  say "the server ended by itself (exit code $code)"
  exit 1
}
