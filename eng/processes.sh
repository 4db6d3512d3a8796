# shellcheck shell=bash
# Sourced by run.sh: keeps the processes of the system running, and ends them.
#
# A process named NAME is described by the function configure_NAME, which runs in the process itself: it exports the environment, may change the directory, and sets
# the array `command`. What holds:
# - Every process has a session of its own, so a terminal's Ctrl-C reaches run.sh only, which ends them in order; when run.sh is killed the kernel ends them.
# - A process that ends by itself is started again after a second. One that ends five times, each within a minute of its start, ends the whole.

declare -A pid_of=() name_of=() started_at=() deaths=()

# Where a name starts a line, in the output of all: launch NAME
launch() {
  local name=$1
  (
    "configure_$name"
    # shellcheck disable=SC2154 # configure_NAME sets it
    exec setsid setpriv --pdeathsig TERM -- "${command[@]}"
  ) </dev/null > >(prefix "$name") 2>&1 &
  pid_of[$name]=$!
  name_of[$!]=$name
  started_at[$name]=$SECONDS
}

# Ends with the process whose output it reads, not with the terminal's signals.
prefix() {
  trap '' INT TERM HUP
  exec sed -u "s/^/$(printf %-9s "$1") | /"
}

# Runs a described process once, to its end: run_once NAME
run_once() {
  launch "$1"
  wait "${pid_of[$1]}" || die "$1 failed."
  unset "pid_of[$1]"
}

# Waits until a launched process is ready, or ends everything: await NAME SECONDS COMMAND...
await() {
  within "$2" "${pid_of[$1]}" "${@:3}" || die "$1 did not get ready: its messages are above."
}

# Stays here, and starts again what ends.
keep_running() {
  local ended='' code name
  while :; do
    code=0
    wait -n -p ended "${pid_of[@]}" || code=$?
    name=${name_of[${ended:-0}]:-}
    [[ -n $name ]] || continue
    ((SECONDS - started_at[$name] < 60)) || deaths[$name]=0
    ((deaths[$name] += 1))
    ((deaths[$name] < 5)) || die "$name ended for the fifth time (exit code $code) within a minute of its start: its messages are above. Ending everything."
    say "$name ended (exit code $code) and is started again."
    sleep 1
    launch "$name"
  done
}

# Asks processes to end, and kills those that still run after some seconds: end SECONDS NAME...
end() {
  local deadline=$((SECONDS + $1)) pids=() name
  shift
  for name in "$@"; do [[ -z ${pid_of[$name]:-} ]] || pids+=("${pid_of[$name]}"); done
  ((${#pids[@]})) || return
  kill "${pids[@]}" 2>/dev/null
  while kill -0 "${pids[@]}" 2>/dev/null; do
    ((SECONDS < deadline)) || kill -KILL "${pids[@]}" 2>/dev/null
    sleep 0.1
  done
}
