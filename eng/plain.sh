# shellcheck shell=bash
# shellcheck disable=SC2154 # run.sh sets the ports and $data
# Sourced by run.sh: the processes of the Aspire model (Items.AppHost), started plainly where Aspire's packages cannot be had.

dashboard_cli=eng/dashboard/node_modules/@microsoft/aspire-cli-linux-x64/bin/aspire

start_plain() {
  make_passwords
  distribution_port=$(free_port)
  mapper_port=$(free_port)
  install_dashboard
  say "Starting Postgres, RabbitMQ$([[ ! -x $dashboard_cli ]] || printf ' and the dashboard')."
  launch postgres
  launch rabbitmq
  [[ ! -x $dashboard_cli ]] || launch dashboard
  await postgres 180 listens "$postgres_port"
  await postgres 180 accepts_connections
  say "Migrating the database."
  run_once migrate
  await rabbitmq 180 rabbitmq_ready "$rabbitmq_port" "$management_port"
  say "Starting the API, the gateway, the site and the worker."
  launch api
  launch gateway
  launch web
  launch worker
  await api 180 http_ready "$api_port" /health
  await gateway 180 http_ready "$gateway_port" /health
  await web 180 http_ready "$web_port" /health
  await worker 180 http_ready "$worker_port" /health
  [[ ! -x $dashboard_cli ]] || await dashboard 180 page_ready "$dashboard_port" /
}

# The hosts first, while their servers are there; the servers take what they need of ten seconds.
stop_plain() {
  end 4 worker web gateway api migrate
  end 10 dashboard rabbitmq postgres
}

# Made once, readable by their owner only, never printed, never on a command line.
make_passwords() {
  local name
  for name in postgres rabbitmq; do
    [[ -s $data/$name.password ]] || (umask 077 && new_password >"$data/$name.password")
  done
  postgres_password=$(<"$data/postgres.password")
  rabbitmq_password=$(<"$data/rabbitmq.password")
  (
    umask 077
    printf "export %s='%s'\n" \
      ConnectionStrings__itemsdb "Host=127.0.0.1;Port=$postgres_port;Database=itemsdb;Username=items;Password=$postgres_password" \
      ConnectionStrings__messaging "amqp://items:$rabbitmq_password@127.0.0.1:$rabbitmq_port" >"$data/connections.env"
  )
}

# The system works without its dashboard, so a machine that it is not made for goes without.
install_dashboard() {
  [[ ! -x $dashboard_cli ]] || return
  if [[ $(uname -sm) != 'Linux x86_64' ]]; then
    say "There is no Aspire dashboard for $(uname -sm): starting without it."
    return
  fi
  say "Installing the Aspire dashboard (once, about 150 MB)."
  (cd eng/dashboard && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error) >&2 || say "npm could not install it: starting without the dashboard."
}

accepts_connections() {
  # Postgres answers an SSL request with one byte when it takes connections at all; its health is then the migration's matter.
  (exec {tcp}<>"/dev/tcp/127.0.0.1/$postgres_port" && printf '\0\0\0\10\4\322\26\57' >&"$tcp" && [[ $(head -c 1 <&"$tcp") == [SN] ]]) 2>/dev/null
}

configure_postgres() {
  export ITEMS_DATA=$data/postgres PGPORT=$postgres_port PGPASSWORD=$postgres_password PGUSER=items PGDATABASE=itemsdb
  command=(eng/services/postgres.sh)
}

configure_rabbitmq() {
  export ITEMS_DATA=$data/rabbitmq RABBITMQ_NODE_PORT=$rabbitmq_port RABBITMQ_MANAGEMENT_PORT=$management_port RABBITMQ_STREAM_PORT=$stream_port
  # Nobody else needs to know these two.
  export RABBITMQ_DIST_PORT=$distribution_port ERL_EPMD_PORT=$mapper_port
  export RABBITMQ_USER=items RABBITMQ_PASSWORD=$rabbitmq_password
  command=(eng/services/rabbitmq.sh)
}

# The CLI unpacks the dashboard into its home.
configure_dashboard() {
  mkdir -p "$data/dashboard"
  export HOME=$data/dashboard ASPIRE_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 NO_COLOR=1
  command=("$PWD/$dashboard_cli" dashboard run --non-interactive --nologo --allow-anonymous --frontend-url "http://127.0.0.1:$dashboard_port"
    --otlp-grpc-url "http://127.0.0.1:$otlp_port" --otlp-http-url "http://127.0.0.1:$otlp_http_port")
}

# A host is configured by the environment alone, with the names that Aspire would use: configure_host NAME PROJECT PORT
configure_host() {
  # shellcheck source=/dev/null
  . "$data/connections.env"
  export ASPNETCORE_URLS=http://127.0.0.1:$3
  export services__api__http__0=http://127.0.0.1:$api_port services__gateway__http__0=http://127.0.0.1:$gateway_port
  if [[ -x $dashboard_cli ]]; then
    export OTEL_SERVICE_NAME=$1 OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:$otlp_port OTEL_EXPORTER_OTLP_PROTOCOL=grpc
    # What is done by hand should be seen at once.
    export OTEL_BSP_SCHEDULE_DELAY=1000 OTEL_BLRP_SCHEDULE_DELAY=1000 OTEL_METRIC_EXPORT_INTERVAL=5000
  fi
  # The project's directory holds appsettings.json and wwwroot.
  command=(dotnet "bin/Release/net10.0/$2.dll")
  cd "$2" || exit 1
}

configure_api() { configure_host api Items.Api "$api_port"; }
configure_migrate() { configure_host migrate Items.Api "$api_port"; command+=(migrate); }
configure_gateway() { configure_host gateway Items.StreamGateway "$gateway_port"; }
configure_web() { configure_host web Items.Web "$web_port"; }
configure_worker() { configure_host worker Items.Worker "$worker_port"; }
