# shellcheck shell=bash
# shellcheck disable=SC2154 # the script that sources this sets server_script, its name, and server_path
# Sourced by the server scripts beside it: where a server keeps its files, who it runs as, and how it ends.
#
# The script stays as the server's supervisor, because neither server ends well by itself: Postgres answers SIGTERM by waiting for its clients, and RabbitMQ
# leaves epmd behind. What holds:
# - SIGTERM, SIGINT or SIGHUP to the script ends the server in order, and by force when it takes too long; then everything it started is gone.
# - The script's parent disappears, however it ended: the same. (Watched by polling: a parent-death signal would fire when the parent's thread ends.)
# - The script itself is killed: the kernel tells its children to end.

# A descriptor that never has anything to read, to wait on without starting a process.
exec {never}<> <(:)

say() { printf '%s: %s\n' "$server_script" "$*" >&2; }
die() { say "$*"; exit 1; }

# A port number from a variable: port NAME DEFAULT
port() {
  local value=${!1:-$2}
  [[ $value =~ ^[1-9][0-9]{0,4}$ ]] || die "$1=$value is no port number"
  ((value < 65536)) || die "$1=$value is no port number"
  printf %s "$value"
}

# Sets $data to the directory of this server's files and takes its lock: prepare_data NAME USER
# As root, the script first runs itself again as USER: root follows no link that USER planted in its directory (CWE-59).
# Where USER cannot reach the directory (the repository is in /root), the files go to /var/lib/items and the directory is a link to them.
prepare_data() {
  data=${ITEMS_DATA:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/.data/$1}
  if ((EUID == 0)); then
    id -u "$2" >/dev/null 2>&1 || die "there is no user $2 to run as: is the package installed?"
    make_directory "$1" "$2"
    # USER need not be able to read the scripts, so they come as standard input.
    exec setpriv --reuid="$2" --regid="$2" --init-groups -- env ITEMS_DATA="$data" bash -s \
      <<<"server_script=$server_script"$'\n'"$(cat "${BASH_SOURCE[0]}" "$server_path")"
  fi
  mkdir -p "$data" || die "cannot make the directory $data"
  data=$(readlink -f "$data")
  { cd "$data" && chmod 700 .; } || die "cannot use $data"
  # The server inherits the lock: it is free when the last process is gone. Another one may be just ending.
  [[ -e lock ]] || : >lock
  exec {lock}<lock
  flock -w 15 "$lock" || die "another server uses $data"
}

# Makes the directory $data, of USER and where USER reaches it: make_directory NAME USER
make_directory() {
  local as=(setpriv --reuid="$2" --regid="$2" --init-groups --) wanted=$data
  [[ -d $data ]] || { mkdir -p "$(dirname "$data")" && { "${as[@]}" mkdir "$data" 2>/dev/null || mkdir "$data"; }; } ||
    die "cannot make the directory $data"
  data=$(readlink -f "$data")
  if ! "${as[@]}" test -x "$data" && ! "${as[@]}" test -x "$(dirname "$data")"; then
    data=/var/lib/items/$1-$(printf %s "$data" | cksum | cut -d ' ' -f 1)
    install -d -m 755 /var/lib/items
    mkdir -p "$data"
    rmdir "$wanted" || die "$2 cannot reach $wanted: choose another ITEMS_DATA"
    ln -s "$data" "$wanted"
    say "$2 cannot reach $wanted, so the files are in $data"
  fi
  # Made just now, or empty: files of another user stay theirs. mkdir follows no link.
  [[ $(stat -c %U "$data") == "$2" ]] || { rmdir "$data" 2>/dev/null && mkdir "$data" && chown -h "$2:$2" "$data"; } ||
    die "$data belongs to $(stat -c %U "$data"), not to $2: choose another ITEMS_DATA, or chown -R $2 it"
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

# Writes standard input to a file that only its owner reads: keep FILE
keep() { { (umask 077 && cat >"$1.new") && mv "$1.new" "$1"; } || die "cannot write $1"; }

# Starts a child that ends when this script ends; its process id is in $!: start SIGNAL COMMAND...
# Own session: a terminal's Ctrl-C reaches this script only, which then ends its children in order.
start() {
  setsid setpriv --pdeathsig "$1" -- "${@:2}" </dev/null {never}>&- &
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
  [[ ${ITEMS_DISPOSABLE:-} != true ]] || { cd / && rm -rf "$data" 2>/dev/null; }
  [[ -z $stop ]] || exit 0
  say "the server ended by itself (exit code $code)"
  exit 1
}
