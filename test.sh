#!/bin/bash
# Builds and runs the tests. See --help.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

help() {
  cat <<'TEXT'
./test.sh [--chaos MINUTES [SEED]] [PROJECT...] [-- OPTION...]

Installs what is missing (Debian and Ubuntu, as root or with sudo), builds, and runs every test project, or those named, against real servers and a real
browser. The last line is "N passed, N failed"; a test that was skipped counts as failed. The exit code is 0 when all passed.

  ./test.sh                                    everything
  ./test.sh Items.Contracts.Tests              one project
  ./test.sh Items.Contracts.Tests -- -method '*bare_number*'
                                               options after -- go to the test programs, which list them with -?
  ./test.sh --chaos 30                         only the chaos test, for half an hour instead of half a minute: every process, Postgres and RabbitMQ killed, frozen and cut off
                                               in turn under load. A failure names its seed; --chaos 30 SEED runs the same again

Environment:
  ITEMS_TEST_POSTGRES             use this Postgres: an Npgsql connection string of a role that may create databases
  ITEMS_TEST_RABBITMQ             use this RabbitMQ: the amqp:// URI of an administrator, together with
  ITEMS_TEST_RABBITMQ_MANAGEMENT  the URL of its management API
  ITEMS_TEST_CONTAINERS=false     do not use a container engine, though there is one
  ITEMS_TEST_CHROMIUM             the browser's path, when it is none of chromium-headless-shell, chromium and google-chrome
  ITEMS_TEST_TIMEOUT              seconds after which a test project counts as hung (1800, and with --chaos twice its minutes more)
TEXT
}

say() { printf '%s\n' "$*" >&2; }
# Without a result there is a failure: the last line always has the same form.
die() { say "$*"; printf '%s passed, %s failed\n' "$passed" "$((failed + 1))"; exit 1; }

passed=0
failed=0
projects=()
options=()
while (($#)); do
  case $1 in
    -h | --help) help; exit 0 ;;
    --) shift; options+=("$@"); break ;;
    --chaos)
      [[ ${2:-} =~ ^[0-9]+(\.[0-9]+)?$ ]] || die "--chaos needs a number of minutes."
      export ITEMS_CHAOS_MINUTES=$2
      shift 2
      if [[ ${1:-} =~ ^[0-9]+$ ]]; then export ITEMS_CHAOS_SEED=$1; shift; fi
      projects+=(Items.EndToEnd.Tests)
      options+=(-class '*.ChaosTests')
      ;;
    -*) die "Unknown option $1. Options of the test programs come after --; see --help." ;;
    *) projects+=("$(basename "${1%/}" .csproj)"); shift ;;
  esac
done

# All projects and one build of the solution, or those named and the build of each.
choose_projects() {
  local project
  for project in "${projects[@]}"; do
    [[ -f tests/$project/$project.csproj ]] || die "There is no test project tests/$project."
    builds+=("tests/$project")
  done
  ((${#projects[@]} == 0)) || return
  builds=(Items.sln)
  for project in tests/*.Tests/; do projects+=("$(basename "$project")"); done
}

# Whether something listens on a port.
listens() { (exec {tcp}<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Prints the status that a plain GET answers, nothing when none comes: http_status PORT PATH
http_status() (
  exec {tcp}<>"/dev/tcp/127.0.0.1/$1" || exit 1
  printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1:%s\r\n\r\n' "$2" "$1" >&"$tcp"
  read -rt 5 -u "$tcp" _ status _ && printf %s "$status"
) 2>/dev/null

# Prints a port that nothing listens on, below those that outgoing connections and the tests themselves take.
free_port() {
  local port
  while :; do
    port=$((12000 + RANDOM % 8000))
    listens "$port" || break
  done
  printf %s "$port"
}

# A password for a server of ours.
new_password() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# Repeats a command until it succeeds: within SECONDS PROCESS COMMAND... Fails at the deadline, or when the process that should make it succeed is gone.
within() {
  local deadline=$((SECONDS + $1)) process=$2
  shift 2
  until "$@"; do
    kill -0 "$process" 2>/dev/null || return 1
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

http_ready() { [[ $(http_status "$1" "$2") == 200 ]]; }

# Postgres listens before it lets anybody in, so its log decides: postgres_ready LOG
postgres_ready() { grep -qs 'database system is ready to accept connections' "$1"; }

# RabbitMQ: rabbitmq_ready AMQP-PORT MANAGEMENT-PORT
rabbitmq_ready() { http_ready "$2" / && listens "$1"; }

has_engine() { [[ ${ITEMS_TEST_CONTAINERS:-} != false ]] && { [[ -n ${DOCKER_HOST:-} ]] || docker info >/dev/null 2>&1; }; }

# One pair of servers for all projects, in a directory of their own; they delete their files when they end.
start_servers() {
  # The tests need not delete what they made on servers that end with them.
  [[ -n ${ITEMS_TEST_POSTGRES:-}${ITEMS_TEST_RABBITMQ:-} ]] || export ITEMS_TEST_DISPOSABLE=true
  local amqp management password
  if [[ -z ${ITEMS_TEST_POSTGRES:-} ]]; then
    say "Starting Postgres."
    local port
    port=$(free_port) password=$(new_password)
    ITEMS_DISPOSABLE=true ITEMS_DATA=$work/postgres PGPORT=$port PGPASSWORD=$password eng/services/postgres.sh >"$work/postgres.log" 2>&1 &
    servers+=($!)
    within 60 $! postgres_ready "$work/postgres.log" || { cat "$work/postgres.log" >&2; die "Postgres did not start."; }
    export ITEMS_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Database=itemsdb;Username=items;Password=$password"
  fi
  if [[ -z ${ITEMS_TEST_RABBITMQ:-} ]]; then
    say "Starting RabbitMQ."
    amqp=$(free_port) management=$(free_port) password=$(new_password)
    ITEMS_DISPOSABLE=true ITEMS_DATA=$work/rabbitmq RABBITMQ_NODE_PORT=$amqp RABBITMQ_MANAGEMENT_PORT=$management RABBITMQ_STREAM_PORT=$(free_port) \
      RABBITMQ_DIST_PORT=$(free_port) ERL_EPMD_PORT=$(free_port) RABBITMQ_PASSWORD=$password eng/services/rabbitmq.sh >"$work/rabbitmq.log" 2>&1 &
    servers+=($!)
    within 120 $! rabbitmq_ready "$amqp" "$management" || { cat "$work/rabbitmq.log" >&2; die "RabbitMQ did not start."; }
    export ITEMS_TEST_RABBITMQ="amqp://items:$password@127.0.0.1:$amqp" ITEMS_TEST_RABBITMQ_MANAGEMENT="http://127.0.0.1:$management"
  fi
}

end_all() {
  [[ -z $running ]] || kill "$running" 2>/dev/null
  if ((${#servers[@]})); then
    kill "${servers[@]}" 2>/dev/null
    wait "${servers[@]}"
  fi
  rm -rf "$work"
}

# Runs one test project and adds what its report says; a program that ends without one counts as one failure.
run_project() {
  local project=$1 report=$work/$1.xml line='' started=$SECONDS code=0
  rm -f "$report"
  timeout --kill-after=20 "$limit" dotnet "tests/$project/bin/Release/net10.0/$project.dll" \
    -noLogo -noColor -diagnostics -failSkips -longRunning 120 -result-xml "$report" "${options[@]}" &
  running=$!
  # Waiting, unlike a program in the foreground, lets a signal through at once.
  wait "$running" || code=$?
  running=
  line=$(grep -m 1 -o '<assembly [^>]*>' "$report" 2>/dev/null)
  if [[ -z $line ]] || { ((code)) && (($(attribute failed) + $(attribute errors) == 0)); }; then
    printf '  %s ended with exit code %s%s.\n' "$project" "$code" "$( ((code != 124)) || printf ', at its time limit')" | tee -a "$work/failures" >&2
    ((failed += 1))
  fi
  [[ ! -f $report ]] || eng/failures.sh "$report" >>"$work/failures"
  ((passed += $(attribute passed), failed += $(attribute failed) + $(attribute errors) + $(attribute skipped)))
  say "$project: $(attribute passed) passed, $(($(attribute failed) + $(attribute errors) + $(attribute skipped))) failed, $((SECONDS - started)) s"
}

# A number from the report's line in $line.
attribute() {
  if [[ $line =~ [[:space:]]$1=\"([0-9]+)\" ]]; then printf %s "${BASH_REMATCH[1]}"; else printf 0; fi
}

limit=${ITEMS_TEST_TIMEOUT:-$((1800 + 120 * 10#$(printf %.0f "${ITEMS_CHAOS_MINUTES:-0}")))}
builds=()
servers=()
running=
# The servers also where there is a container engine: some tests kill their own.
eng/install.sh || die "The tests need what is missing."

export ITEMS_TEST_CHROMIUM=${ITEMS_TEST_CHROMIUM:-$(command -v chromium-headless-shell || command -v chromium || command -v google-chrome)}

choose_projects
for build in "${builds[@]}"; do
  say "Building $build."
  dotnet build "$build" -c Release -v q -nologo "-clp:ErrorsOnly;NoSummary" || die "The build failed."
done

# Profiling code for the compiler pays for processes that live longer than a test.
export DOTNET_TieredPGO=0

work=$(mktemp -d)
# The servers' users must get to their directories in it.
chmod 711 "$work"
trap end_all EXIT
trap 'exit 130' INT TERM HUP
if has_engine; then
  say "Postgres and RabbitMQ are containers."
else
  say "No container engine is used: Postgres and RabbitMQ are local servers, and no test runs a container."
  start_servers
fi
for project in "${projects[@]}"; do
  say "Running $project."
  run_project "$project"
done
# Once more, because what the projects print is long.
[[ ! -s $work/failures ]] || say "Failed:"$'\n'"$(<"$work/failures")"
end_all
trap - EXIT

# Nothing run is no success.
((passed + failed)) || failed=1
printf '%s passed, %s failed\n' "$passed" "$failed"
((failed == 0))
