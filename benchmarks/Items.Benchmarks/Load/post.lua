-- wrk: the same new item again and again, and a line of results that is easy to read.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"item":"A new item for the list","attributes":{"shop":"corner","litres":2}}'

done = function(summary, latency, requests)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format("result requests=%d microseconds=%d errors=%d\n", summary.requests, summary.duration, errors))
end
