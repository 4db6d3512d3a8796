#!/bin/bash
# Starts the whole system. See --help.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

help() {
  cat <<'TEXT'
./run.sh [--fresh] [--Items:SETTING=VALUE...]

Installs what is missing (Debian and Ubuntu, as root or with sudo), builds, and runs the Aspire model, Items.AppHost. That starts the whole system on
loopback, prints every address when all is ready, and restarts what exits. Ctrl-C ends everything. Data are kept for the next start.

  --fresh   start empty: delete what was stored, and say what that is

Settings, as arguments or in the environment (Items__Ports__Web=8080), with their defaults:
  Items:Ports:Web (5000)         Items:Ports:Api (5001)          Items:Ports:Gateway (5002)       Items:Ports:Worker (5003)
  Items:Ports:Postgres (5432)    Items:Ports:Messaging (5672)    Items:Ports:Management (15672)   Items:Ports:Stream (5552)
  Items:Ports:Dashboard (18888)
  Items:Data (.data)             the directory of everything stored, passwords included
  Items:Engine (Auto)            what Postgres and RabbitMQ run on: Containers, Local, or containers where an engine answers
  Items:ApiReplicas, Items:GatewayReplicas, Items:WorkerReplicas (1)
TEXT
}

arguments=()
while (($#)); do
  case $1 in
    -h | --help) help; exit 0 ;;
    --fresh) arguments+=(--Items:Fresh=true) ;;
    --Items:*=*) arguments+=("$1") ;;
    *) printf 'Unknown argument %s: see ./run.sh --help.\n' "$1" >&2; exit 1 ;;
  esac
  shift
done

parts=(node servers)
{ docker container ls || podman container ls; } >/dev/null 2>&1 && parts=(node)
eng/install.sh "${parts[@]}" || exit 1

# Builds unless the sources are those of the last build here.
program=Items.AppHost/bin/Release/net10.0/Items.AppHost.dll
stamp=Items.AppHost/obj/run.stamp
sources=$(find Items.*/ tests/Items.Verifier Directory.* global.json -type f \
  -not -path '*/bin/*' -not -path '*/obj/*' -not -path '*/wwwroot/lib/*' -printf '%p %s %T@\n' | sort | cksum)
if [[ ! -f $program || $sources != "$(cat "$stamp" 2>/dev/null)" ]]; then
  printf 'Building (Release).\n'
  output=$(dotnet build Items.AppHost -c Release -v q -nologo --disable-build-servers 2>&1) ||
    { printf '%s\nThe build failed.\n' "$output" >&2; exit 1; }
  printf '%s\n' "$sources" >"$stamp"
fi
exec dotnet "$program" "${arguments[@]}"
