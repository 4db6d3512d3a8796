#!/bin/bash
# Builds and runs the benchmarks. See --help.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

help() {
  cat <<'TEXT'
./bench.sh [NAME...] [--pairs N] [--seconds N] [--brief] [--save]

Installs what is missing (Debian and Ubuntu, as root or with sudo), builds, and measures Items beside the real thing, in turns, on this machine: all benchmarks, or
those named. Each prints a ratio. Servers of its own, on loopback, with files that are deleted at the end; Postgres is as durable as in production.

  ./bench.sh --list          their names, what each compares, and the ratio that is aimed at
  ./bench.sh insert outbox   these two
  ./bench.sh --brief         one short pair each: whether they run, not how fast
  ./bench.sh --save          also keeps the results in benchmarks/results, with date, machine and commit
TEXT
}

for argument in "$@"; do
  [[ $argument != -h && $argument != --help ]] || { help; exit 0; }
done

eng/install.sh servers node load || { printf 'The benchmarks need what is missing.\n' >&2; exit 1; }
dotnet build benchmarks/Items.Benchmarks -c Release -v q -nologo "-clp:ErrorsOnly;NoSummary" || { printf 'The build failed.\n' >&2; exit 1; }
exec dotnet benchmarks/Items.Benchmarks/bin/Release/net10.0/Items.Benchmarks.dll "$@"
