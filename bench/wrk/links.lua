-- Visits to links, for wrk: a person's browser, another advocate's code each time; the same for the service and for nginx.
-- Arguments: the prefix of every path, then the codes.
local prefix, codes, at = "", {}, 0

function init(args)
  prefix = args[1]
  for i = 2, #args do codes[#codes + 1] = args[i] end
  wrk.headers["User-Agent"] =
    "Mozilla/5.0 (Linux; Android 13; SM-A045F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"
  for i = 1, #codes do codes[i] = wrk.format("GET", prefix .. codes[i] .. "?via=whatsapp") end
end

function request()
  at = at % #codes + 1
  return codes[at]
end

-- wrk counts a status of 400 and more as an error; 302 is not one.
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"answers":%d,"seconds":%f,"errors":%d,"p50Ms":%f,"p99Ms":%f,"maxMs":%f}\n',
    summary.requests, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
