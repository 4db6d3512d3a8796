-- wrk: the same request again and again, and a line of results that is easy to read. With the argument POST a new item, else what the address says.
function init(args)
  if args[1] == "POST" then
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
    wrk.body = '{"item":"A new item for the list","attributes":{"shop":"corner","litres":2}}'
  end
end

function done(summary, latency, requests)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format("result requests=%d microseconds=%d errors=%d\n", summary.requests, summary.duration, errors))
end
