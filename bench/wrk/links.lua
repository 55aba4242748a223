-- Visits to links, for wrk: a person's browser behind a proxy, another advocate's code each time; the same for the service and for nginx.
-- Arguments: the prefix of every path, then the codes.
local prefix, codes, at = "", {}, 0

function init(args)
  prefix = args[1]
  for i = 2, #args do codes[#codes + 1] = args[i] end
  wrk.headers["User-Agent"] =
    "Mozilla/5.0 (Linux; Android 13; SM-A045F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"
  -- Each code from several addresses, as visitors come: no digest of an address is asked for twice in a row.
  local requests = {}
  for i = 1, 8 * #codes do
    wrk.headers["X-Forwarded-For"] = string.format("103.%d.%d.%d", i % 251, i % 253, i % 241)
    requests[i] = wrk.format("GET", prefix .. codes[(i - 1) % #codes + 1] .. "?via=whatsapp")
  end
  codes = requests
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
