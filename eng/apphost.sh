# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # run.sh sets the ports; processes.sh reads $command
# Sourced by run.sh: the Aspire model itself, where its packages can be had. It starts and restarts the processes; run.sh waits for them and ends it.

start_apphost() {
  say "Starting the Aspire model. With a container engine the first start downloads the images of Postgres and RabbitMQ."
  launch apphost
  local part
  for part in "$dashboard_port /" "$api_port /health" "$gateway_port /health" "$web_port /health"; do
    # shellcheck disable=SC2086 # a port and a path
    await apphost 900 http_ready $part
  done
}

stop_apphost() { end 15 apphost; }

configure_apphost() {
  export DOTNET_ENVIRONMENT=Development ASPNETCORE_URLS=http://127.0.0.1:$dashboard_port
  export ASPIRE_ALLOW_UNSECURED_TRANSPORT=true ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS=true
  export ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://127.0.0.1:$otlp_port ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=http://127.0.0.1:$otlp_http_port
  command=(dotnet run --project Items.AppHost -c Release --no-launch-profile)
}
