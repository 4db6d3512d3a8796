# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # run.sh sets the ports; processes.sh reads $command
# Sourced by run.sh: the Aspire model itself, where its packages can be had. It starts and restarts the processes; run.sh waits for them and ends it.

start_apphost() {
  say "Starting the Aspire model. With a container engine the first start downloads the images of Postgres and RabbitMQ."
  launch apphost
  local port
  await apphost 900 page_ready "$dashboard_port" /
  for port in "$api_port" "$gateway_port" "$web_port"; do
    await apphost 900 http_ready "$port" /health
  done
}

stop_apphost() { end 15 apphost; }

configure_apphost() {
  export DOTNET_ENVIRONMENT=Development ASPNETCORE_URLS=http://127.0.0.1:$dashboard_port
  export ASPIRE_ALLOW_UNSECURED_TRANSPORT=true ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS=true
  export ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://127.0.0.1:$otlp_port ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=http://127.0.0.1:$otlp_http_port
  export Items__Ports__Web=$web_port Items__Ports__Api=$api_port Items__Ports__Gateway=$gateway_port Items__Ports__Postgres=$postgres_port
  export Items__Ports__Messaging=$rabbitmq_port Items__Ports__Management=$management_port Items__Ports__Stream=$stream_port
  [[ -z ${ITEMS_DATA:-} ]] || export Items__Data=$data
  command=(dotnet run --project Items.AppHost -c Release --no-launch-profile)
}
