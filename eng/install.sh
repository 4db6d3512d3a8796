#!/bin/bash
# Installs what is missing on Debian and Ubuntu, as root or with sudo; elsewhere says what to install by hand. When all is there it only looks for files.
#
#   eng/install.sh [servers] [node] [browser] [python] [shell] [load]     nothing named: all of them
#
#   servers   Postgres and RabbitMQ, none of which is started or enabled
#   node      Node.js 18 or newer and npm, for the site's stylesheet and script
#   browser   Chromium, for the tests
#   python    what the Python clients import
#   shell     shellcheck, which the scripts are tested with
#   load      wrk and pgbench, for the benchmarks
#
# The .NET SDK is not installed: without the right one this says where to get it.
set -uo pipefail

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }
# Whether a pattern matches something: any PATTERN, unquoted
any() { [[ -e $1 ]]; }

node_major() { node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p'; }

has_sdk() { has dotnet && (cd "$(dirname "${BASH_SOURCE[0]}")/.." && dotnet --version >/dev/null 2>&1); }
has_postgres() { any /usr/lib/postgresql/*/bin/postgres || has postgres; }
has_rabbitmq() { [[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]] || has rabbitmq-server; }
has_node() { has npm && (($(node_major || :) + 0 >= 18)); }
# Debian packages the browser without windows too: the tests take half the processor time with it.
has_headless_package() { (. /etc/os-release && [[ $ID == debian ]]) 2>/dev/null; }
has_browser() {
  [[ -n ${ITEMS_TEST_CHROMIUM:-} ]] || has chromium-headless-shell || { ! has_headless_package && { has chromium || has google-chrome; }; }
}
has_module() { [[ -d /usr/lib/python3/dist-packages/$1 ]] || { ! has dpkg && python3 -c "import $1" 2>/dev/null; }; }

policy=/usr/sbin/policy-rc.d
clusters=/etc/postgresql-common/createcluster.conf
mark=items-install
packages=()
missing=()
# need WHAT-A-READER-CALLS-IT PACKAGE...
need() { missing+=("$1"); packages+=("${@:2}"); }

look_for() {
  case $1 in
    servers)
      has_postgres || need 'Postgres 15 or newer' postgresql
      has_rabbitmq || need 'RabbitMQ 3.10 or newer' rabbitmq-server
      has setpriv || need 'setpriv and flock (util-linux)' util-linux
      ;;
    node)
      has_node || need 'Node.js 18 or newer with npm' nodejs npm
      ;;
    browser)
      has_browser || need 'Chromium (or ITEMS_TEST_CHROMIUM, the path of one)' "$(if has_headless_package; then printf chromium-headless-shell; else printf chromium; fi)"
      ;;
    python)
      local module
      for module in websockets pika requests; do
        has_module "$module" || need "Python 3 with $module" "python3-$module"
      done
      ;;
    shell) has shellcheck || need shellcheck shellcheck ;;
    load)
      has wrk || need wrk wrk
      any /usr/lib/postgresql/*/bin/pgbench || has pgbench || need pgbench postgresql
      ;;
    *) die "eng/install.sh: unknown part $1; there are: servers node browser python shell load" ;;
  esac
}

# Runs a command as root.
as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# The packages would make a cluster and start their servers, now and at every boot, on the ports that ours take. Keep them from it, and leave the machine
# as it was.
install_packages() {
  local fresh_rabbitmq=''
  quietly as_root apt-get update -q || die "apt-get update failed"
  has_rabbitmq || fresh_rabbitmq=1
  trap restore EXIT
  trap 'exit 130' INT TERM HUP
  # It allows everything again once this process is gone, even if that is killed.
  [[ -e $policy ]] || printf '#!/bin/sh\n# of %s\n[ ! -d /proc/%s ] || exit 101\n' "$mark" $$ |
    as_root install -m 755 /dev/stdin "$policy"
  if ! has_postgres && [[ " ${packages[*]} " == *' postgresql '* ]]; then
    apt_install postgresql-common
    [[ -e $clusters.$mark ]] || as_root cp -p "$clusters" "$clusters.$mark"
    any /etc/postgresql/*/* || as_root sed -i 's/^#\?create_main_cluster = .*/create_main_cluster = false/' "$clusters"
  fi
  apt_install "${packages[@]}"
  [[ -z $fresh_rabbitmq || ! -d /run/systemd/system ]] ||
    as_root systemctl disable --quiet rabbitmq-server.service epmd.socket epmd.service 2>/dev/null
  restore
}

# Also what an earlier run left that was killed.
restore() {
  ! grep -qs "^# of $mark$" "$policy" || as_root rm -f "$policy"
  [[ ! -e $clusters.$mark ]] || as_root mv "$clusters.$mark" "$clusters"
}

apt_install() {
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" || die "apt-get could not install: $*"
}

# Runs a command whose output matters only when it fails.
quietly() {
  local output
  output=$("$@" 2>&1 </dev/null) || { say "$output"; return 1; }
}

parts=("$@")
((${#parts[@]})) || parts=(servers node browser python shell load)

has_sdk || die "The .NET SDK that global.json asks for is not there: https://dotnet.microsoft.com/download"
for part in "${parts[@]}"; do look_for "$part"; done
restore
((${#missing[@]})) || exit 0

list=$(printf ', %s' "${missing[@]}")
has apt-get || die "Missing: ${list:2}. This script installs packages on Debian and Ubuntu only: install these by hand and start again."
((EUID == 0)) || has sudo || die "Missing: ${list:2}. Become root, or install sudo, or as root: apt-get install ${packages[*]}"
say "Missing: ${list:2}. Installing with apt, which can take a few minutes: ${packages[*]}"
((EUID == 0)) || sudo true || die "sudo did not work: install as root: apt-get install ${packages[*]}"
install_packages
missing=()
for part in "${parts[@]}"; do look_for "$part"; done
list=$(printf ', %s' "${missing[@]}")
((${#missing[@]} == 0)) || die "Still missing after the installation: ${list:2}. Install these by hand and start again."
say "Installed."
