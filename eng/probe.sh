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

# Whether Aspire's packages can be had here. ITEMS_ASPIRE=true or false decides without looking.
has_aspire() {
  [[ -z ${ITEMS_ASPIRE:-} ]] || { [[ $ITEMS_ASPIRE == true ]]; return; }
  [[ -f Items.AppHost/Items.AppHost.csproj ]] && dotnet restore Items.AppHost -v q >/dev/null 2>&1
}
