# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # run.sh sets the ports; processes.sh reads $command
# Sourced by run.sh: the Aspire model itself, where its packages can be had. It starts and restarts the processes; run.sh waits for them and ends it.

start_apphost() {
  say "Starting the Aspire model. With a container engine the first start downloads the images of Postgres and RabbitMQ."
  launch apphost
  local port
  await apphost 900 page_ready "$dashboard_port" /
  for port in "$api_port" "$gateway_port" "$web_port" "$worker_port"; do
    await apphost 900 http_ready "$port" /health
  done
}

stop_apphost() { end 15 apphost; }

# The project's launch profile says where the dashboard is; nobody but this machine reaches it, so it asks for no token.
configure_apphost() {
  export ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS=true
  export Items__Ports__Web=$web_port Items__Ports__Api=$api_port Items__Ports__Gateway=$gateway_port Items__Ports__Worker=$worker_port Items__Ports__Postgres=$postgres_port
  export Items__Ports__Messaging=$rabbitmq_port Items__Ports__Management=$management_port Items__Ports__Stream=$stream_port
  [[ -z ${ITEMS_DATA:-} ]] || export Items__Data=$data
  # Not -c: the Aspire CLI, which may do the running, does not see it.
  export Configuration=Release
  command=(dotnet run --project Items.AppHost)
}
