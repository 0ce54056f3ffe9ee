-- One value of a list for each request, put where the header or the body has "%s"; values are taken from START on.
local values = {}
for line in io.lines(os.getenv("VALUES")) do values[#values + 1] = line end
local at = tonumber(os.getenv("START"))
local name, header = os.getenv("HEADER"):match("^(.-): (.*)$")
local body = os.getenv("BODY")
local kept = {}
request = function()
  at = at % #values + 1
  local made = kept[at]
  if not made then
    local function with(text) return (text:gsub("%%s", function() return values[at] end)) end
    local headers = {}
    if name then headers[name] = with(header) end
    if body ~= "" then headers["Content-Type"] = "application/json" end
    made = wrk.format(os.getenv("METHOD"), os.getenv("PATH_ASKED"), headers, body ~= "" and with(body) or nil)
    kept[at] = made
  end
  return made
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %.3f %.3f %d\n", summary.requests, summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000, e.status + e.connect + e.read + e.write + e.timeout))
end
