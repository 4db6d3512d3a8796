# shellcheck shell=bash
# Sourced by run.sh and test.sh: what answers on loopback. Only bash is needed for it.

# Whether something listens on a port.
listens() { (exec {tcp}<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Prints the status that a plain GET answers, nothing when none comes: http_status PORT PATH
http_status() (
  exec {tcp}<>"/dev/tcp/127.0.0.1/$1" || exit 1
  printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1:%s\r\n\r\n' "$2" "$1" >&"$tcp"
  read -rt 5 -u "$tcp" _ status _ && printf %s "$status"
) 2>/dev/null

# Prints what holds a loopback port, e.g. "postgres (process 4711)"; fails when it is free: port_holder PORT
# From /proc, because ss and lsof are not on every machine.
port_holder() {
  local hex inode pid
  printf -v hex %04X "$1"
  # A listener (state 0A) on every address or on 127.0.0.1, IPv4 or IPv6 that takes IPv4 as well; the tenth field is the socket's inode.
  inode=$(awk -v port="$hex" '$4 == "0A" && $2 ~ "^(0+|0100007F|0+FFFF00000100007F):" port "$" { print $10; exit }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  [[ -n $inode ]] || return 1
  pid=$(find /proc/[0-9]*/fd -lname "socket:\\[$inode\\]" -print -quit 2>/dev/null | cut -d / -f 3)
  if [[ -n $pid ]]; then
    printf '%s (process %s)' "$(cat "/proc/$pid/comm")" "$pid"
  else
    printf "a process of another user"
  fi
}

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

# A page that may send to another one.
page_ready() { [[ $(http_status "$1" "$2") == [23]* ]]; }

# Postgres listens before it lets anybody in, so its log decides: postgres_ready LOG
postgres_ready() { grep -qs 'database system is ready to accept connections' "$1"; }

# RabbitMQ: rabbitmq_ready AMQP-PORT MANAGEMENT-PORT
rabbitmq_ready() { http_ready "$2" / && listens "$1"; }

# Whether Aspire's packages can be had here. ITEMS_ASPIRE=true or false decides without looking.
has_aspire() {
  [[ -z ${ITEMS_ASPIRE:-} ]] || { [[ $ITEMS_ASPIRE == true ]]; return; }
  [[ -f Items.AppHost/Items.AppHost.csproj ]] && dotnet restore Items.AppHost -v q >/dev/null 2>&1
}
