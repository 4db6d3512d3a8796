#!/bin/bash
# Starts the whole system. See --help.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
# shellcheck source-path=SCRIPTDIR source=eng/probe.sh
. eng/probe.sh
# shellcheck source-path=SCRIPTDIR source=eng/processes.sh
. eng/processes.sh
# shellcheck source-path=SCRIPTDIR source=eng/plain.sh
. eng/plain.sh
# shellcheck source-path=SCRIPTDIR source=eng/apphost.sh
. eng/apphost.sh

help() {
  cat <<'TEXT'
./run.sh [--fresh] [--plain]

Installs what is missing (Debian and Ubuntu, as root or with sudo), builds, starts the whole system on loopback, and prints every address when all is ready.
Ctrl-C ends everything. What was stored is there again at the next start.

  --fresh   start empty: delete what was stored
  --plain   start the processes plainly, though Aspire's packages can be restored

Where Aspire's packages can be restored this runs the Aspire model, Items.AppHost; elsewhere it starts the same processes itself, with the Aspire dashboard from
npm. A process that ends is started again; one that keeps ending ends the whole.

Environment, each a port:
  ITEMS_WEB_PORT (5000)   ITEMS_API_PORT (5001)   ITEMS_GATEWAY_PORT (5002)   ITEMS_WORKER_PORT (5003)   ITEMS_POSTGRES_PORT (5432)
  ITEMS_RABBITMQ_PORT (5672)   ITEMS_RABBITMQ_MANAGEMENT_PORT (15672)   ITEMS_RABBITMQ_STREAM_PORT (5552)
  ITEMS_DASHBOARD_PORT (18888)   ITEMS_OTLP_PORT (18889)   ITEMS_OTLP_HTTP_PORT (18890)
With one of the last three the processes are started plainly.
ITEMS_DATA (.data) is the directory of everything stored. ITEMS_ASPIRE=false is --plain; true does not look whether the packages can be had.
TEXT
}

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

fresh='' mode=''
while (($#)); do
  case $1 in
    -h | --help) help; exit 0 ;;
    --fresh) fresh=1 ;;
    --plain) mode=plain ;;
    *) die "Unknown argument $1: see ./run.sh --help." ;;
  esac
  shift
done

ports=()
# A port from the environment into a variable, noted for the check: use_port VARIABLE ENVIRONMENT DEFAULT
use_port() {
  local value=${!2:-$3}
  [[ $value =~ ^[1-9][0-9]{0,4}$ && $value -lt 65536 ]] || die "$2=$value is no port number."
  printf -v "$1" %s "$value"
  ports+=("$value $2")
}
use_port web_port ITEMS_WEB_PORT 5000
use_port api_port ITEMS_API_PORT 5001
use_port gateway_port ITEMS_GATEWAY_PORT 5002
use_port worker_port ITEMS_WORKER_PORT 5003
use_port postgres_port ITEMS_POSTGRES_PORT 5432
use_port rabbitmq_port ITEMS_RABBITMQ_PORT 5672
use_port management_port ITEMS_RABBITMQ_MANAGEMENT_PORT 15672
use_port stream_port ITEMS_RABBITMQ_STREAM_PORT 5552
[[ -z ${ITEMS_DASHBOARD_PORT:-}${ITEMS_OTLP_PORT:-}${ITEMS_OTLP_HTTP_PORT:-} ]] || mode=plain
use_port dashboard_port ITEMS_DASHBOARD_PORT 18888
use_port otlp_port ITEMS_OTLP_PORT 18889
use_port otlp_http_port ITEMS_OTLP_HTTP_PORT 18890

# One start at a time. What is launched inherits the lock, so it is free when the last process is gone; what else is started must not keep it.
take_lock() {
  mkdir -p "$data"
  touch "$data/run.lock" 2>/dev/null || die "Cannot write to $data: start as the user it belongs to."
  exec {lock}<>"$data/run.lock"
  if ! flock -n "$lock"; then
    say "Items is already running from here: $(cat "$data/run.lock"). Its addresses:"
    mode=$(cat "$data/run.mode" 2>/dev/null)
    print_addresses
    exit 1
  fi
  printf 'process %s, started %s' "$$" "$(date '+%F %T')" >"$data/run.lock"
}

check_ports() {
  local taken='' port variable holder
  for port in "${ports[@]}"; do
    variable=${port#* } port=${port% *}
    ! holder=$(port_holder "$port") || { say "Port $port is taken by $holder. Stop that, or choose another port with $variable."; taken=1; }
  done
  [[ -z $taken ]] || exit 1
}

# A directory may be a link to where its server can reach it (eng/services/supervise.sh).
delete_data() {
  local name target
  for name in postgres rabbitmq; do
    target=$(readlink -f "$data/$name") || continue
    [[ ! -e $target ]] || say "Deleting $target."
    rm -rf "$target" "${data:?}/$name" || die "Cannot delete $target: start as the user it belongs to."
  done
  if command -v docker >/dev/null; then
    docker volume rm --force items-postgres items-rabbitmq >/dev/null 2>&1
  fi
}

# Builds unless the sources are those of the last build here.
build() {
  local project sources built=1
  sources=$(find Items.*/ Directory.* global.json -type f -not -path '*/bin/*' -not -path '*/obj/*' -not -path '*/node_modules/*' -not -path '*/wwwroot/lib/*' \
    -printf '%p %s %T@\n' | sort | cksum)
  for project in Items.Api Items.StreamGateway Items.Web Items.Worker; do [[ -f $project/bin/Release/net10.0/$project.dll ]] || built=''; done
  [[ -z $built || $sources != "$(cat "$data/built" 2>/dev/null)" ]] || return
  say "Building (Release)."
  dotnet build eng/hosts.slnf -c Release -v q -nologo "-clp:ErrorsOnly;NoSummary" --disable-build-servers {lock}>&- >&2 || die "The build failed."
  printf '%s\n' "$sources" >"$data/built"
}

print_addresses() {
  local site=http://127.0.0.1:$web_port
  cat <<TEXT

  Site             $site/
  API              $site/api/items    (directly http://127.0.0.1:$api_port/api/items)
  API reference    $site/scalar
  OpenAPI          $site/openapi/v1.json
  WebSocket        ws://127.0.0.1:$web_port/ws    (directly ws://127.0.0.1:$gateway_port/ws)
  SSE              $site/sse    (directly http://127.0.0.1:$gateway_port/sse)
  RabbitMQ         amqp://127.0.0.1:$rabbitmq_port, exchange items.events, stream queue items.log, stream protocol on port $stream_port
  RabbitMQ's page  http://127.0.0.1:$management_port/
  Postgres         127.0.0.1:$postgres_port, database itemsdb
  Dashboard        http://127.0.0.1:$dashboard_port/

TEXT
  if [[ $mode == plain ]]; then
    printf 'Postgres and RabbitMQ know the user items; the passwords are in %s.\n' "${data#"$PWD/"}/connections.env"
  else
    printf 'The passwords are in the dashboard, among the details of the servers.\n'
  fi
}

data=$(readlink -f -m "${ITEMS_DATA:-.data}")
take_lock
check_ports
parts=(node)
[[ $mode == plain || ${ITEMS_ASPIRE:-} == false ]] || say "Looking for Aspire's packages."
if [[ $mode != plain ]] && has_aspire {lock}>&-; then mode=apphost; else mode=plain; fi
printf %s "$mode" >"$data/run.mode"
[[ $mode == apphost ]] && docker info >/dev/null 2>&1 || parts+=(servers)
eng/install.sh "${parts[@]}" {lock}>&- || exit 1

trap '' PIPE
trap 'exit 130' INT TERM HUP
trap 'trap "" INT TERM HUP; say "Ending everything."; stop_$mode; say "Ended."' EXIT
[[ -z $fresh ]] || delete_data
[[ $mode == apphost ]] || build
"start_$mode"
say "Items is ready, after $SECONDS s."
print_addresses
say "Ctrl-C ends everything."
keep_running
