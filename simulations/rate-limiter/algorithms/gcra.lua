-- Token bucket in its leaky form (GCRA): per key only the theoretical arrival time of the next request.
-- A key may burst to a fifth of its limit and then goes at limit per window.
-- KEYS  one string per policy
-- ARGV  member (not used), guard in µs (not used), then limit and window in µs for each key
-- Gives {allowed, index of the binding key, remaining, retry after in µs, now in µs}
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local binding, least, violated, retry = 1, math.huge, 0, 0
local arrival = {}

for index, key in ipairs(KEYS) do
  local limit = tonumber(ARGV[2 * index + 1])
  local interval = tonumber(ARGV[2 * index + 2]) / limit
  local burst = math.max(1, math.floor(limit / 5))
  local due = math.max(tonumber(redis.call('GET', key)) or now, now)
  local wait = math.ceil(due - (burst - 1) * interval - now)
  if wait > 0 then
    if wait > retry then violated, retry = index, wait end
  else
    local left = math.floor((now - due) / interval + burst - 1)
    if left < least then binding, least = index, left end
  end
  arrival[index] = due + interval
end

if violated > 0 then return {0, violated, 0, retry, now} end

for index, key in ipairs(KEYS) do
  local due = string.format('%.0f', arrival[index])
  redis.call('SET', key, due, 'PX', math.max(1, math.ceil((arrival[index] - now) / 1000)))
end
return {1, binding, least, 0, now}
