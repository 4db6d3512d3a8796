#!/bin/bash
# Runs a private RabbitMQ in the foreground, on loopback only, with an epmd of its own, until a signal ends it (see supervise.sh).
#
#   ITEMS_DATA                directory of its files          (.data/rabbitmq in the repository)
#   RABBITMQ_NODE_PORT        AMQP                            (5672)
#   RABBITMQ_MANAGEMENT_PORT  management page and HTTP API    (15672)
#   RABBITMQ_STREAM_PORT      stream protocol                 (5552)
#   RABBITMQ_WEB_STOMP_PORT   STOMP over WebSocket            (none; never STOMP over TCP)
#   RABBITMQ_DIST_PORT        Erlang distribution             (AMQP port + 20000; + 100 from 12000 on)
#   ERL_EPMD_PORT             Erlang port mapper              (distribution port + 1)
#   RABBITMQ_USER             the one user, an administrator  (items)
#   RABBITMQ_PASSWORD         its password, set at every start. Without it one is made.
#                             Kept in the file `password` of the data directory, mode 600.
#   ITEMS_DISPOSABLE          true: for tests. The end is at once, and then the files are deleted.
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=supervise.sh
[[ -n ${server_script:-} ]] || { server_script=rabbitmq.sh server_path=${BASH_SOURCE[0]}; . "$(dirname "$server_path")/supervise.sh"; }

# The distribution's wrapper on the PATH insists on its own user, so its inner script comes first.
find_rabbitmq() {
  server=/usr/lib/rabbitmq/bin/rabbitmq-server
  [[ -x $server ]] || server=$(command -v rabbitmq-server) || die "RabbitMQ is not installed: run eng/install.sh servers"
  epmd=$(command -v epmd) || die "epmd, of Erlang, is not on the PATH"
}

# A JSON string without its quotes; control characters were refused.
escaped() { local text=${1//\\/\\\\}; printf %s "${text//\"/\\\"}"; }

configure() {
  keep "$data/enabled_plugins" <<<"[rabbitmq_management,rabbitmq_stream${web_stomp:+,rabbitmq_web_stomp}]."
  keep "$data/definitions.json" <<EOF_JSON
{
  "vhosts": [{ "name": "/" }],
  "users": [{ "name": "$(escaped "$user")", "password": "$(escaped "$password")", "tags": "administrator" }],
  "permissions": [{ "user": "$(escaped "$user")", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" }]
}
EOF_JSON
  # Relative to the working directory, because this format has no quotes for a path with a space.
  keep "$data/rabbitmq.conf" <<EOF_CONF
listeners.tcp.1 = 127.0.0.1:$amqp
management.tcp.ip = 127.0.0.1
management.tcp.port = $management
stream.listeners.tcp.1 = 127.0.0.1:$stream
stream.advertised_host = 127.0.0.1
stream.advertised_port = $stream
load_definitions = definitions.json
log.console = true
log.console.level = warning
${web_stomp:+web_stomp.tcp.listener = 127.0.0.1:$web_stomp
stomp.listeners.tcp = none}
EOF_CONF
  [[ -s $data/.erlang.cookie ]] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' | keep "$data/.erlang.cookie"
}

amqp=$(port RABBITMQ_NODE_PORT 5672) || exit
management=$(port RABBITMQ_MANAGEMENT_PORT 15672) || exit
stream=$(port RABBITMQ_STREAM_PORT 5552) || exit
web_stomp=${RABBITMQ_WEB_STOMP_PORT:+$(port RABBITMQ_WEB_STOMP_PORT 15674)} || exit
# Not where outgoing connections take their ports from, 32768 and up.
distribution=$(port RABBITMQ_DIST_PORT $((amqp < 12000 ? amqp + 20000 : amqp + 100))) || exit
mapper=$(port ERL_EPMD_PORT $((distribution + 1))) || exit
user=${RABBITMQ_USER:-items}

prepare_data rabbitmq rabbitmq
find_rabbitmq
password=$(password_from RABBITMQ_PASSWORD) || exit
configure
keep "$data/password" <<<"$password"
unset RABBITMQ_PASSWORD password

# epmd is our child rather than the broker's, whose daemon would outlive it.
start KILL env -i "$epmd" -address 127.0.0.1 -port "$mapper"
trap 'kill -s KILL '$!' 2>/dev/null' EXIT

# RUNNING_UNDER_SYSTEMD makes the start script exec the broker instead of staying in between.
supervise TERM 8 KILL env -i PATH="$PATH" HOME="$data" LANG=C.UTF-8 RUNNING_UNDER_SYSTEMD=true \
  RABBITMQ_NODENAME=items@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT="$amqp" RABBITMQ_DIST_PORT="$distribution" \
  RABBITMQ_MNESIA_BASE="$data/mnesia" RABBITMQ_LOG_BASE="$data/log" RABBITMQ_LOGS=- RABBITMQ_LOG=warning RABBITMQ_PID_FILE="$data/pid" \
  RABBITMQ_ENABLED_PLUGINS_FILE="$data/enabled_plugins" RABBITMQ_CONFIG_FILE="$data/rabbitmq.conf" \
  RABBITMQ_GENERATED_CONFIG_DIR="$data/config" RABBITMQ_CONF_ENV_FILE=/dev/null ERL_CRASH_DUMP="$data/erl_crash.dump" \
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}' \
  ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT="$mapper" "$server"
