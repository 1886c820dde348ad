-- Token bucket in its leaky form (GCRA): per key a bucket that every request fills a little and that leaks all the time.
-- A key may burst to a fifth of its limit and then goes at limit per window.
-- KEYS  one hash per policy: b = how full the bucket was, t = when that was. A request is `window` drops, a microsecond
--       takes `limit` drops away: whole numbers, so that what is told is exact.
-- ARGV  member (not used), guard in µs (not used), then limit and window in µs for each key
-- Gives {allowed, index of the binding key, remaining, retry after in µs, now in µs}
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local binding, least, violated, retry = 1, math.huge, 0, 0
local fill = {}

for index, key in ipairs(KEYS) do
  local limit = tonumber(ARGV[2 * index + 1])
  local window = tonumber(ARGV[2 * index + 2])
  local burst = math.max(1, math.floor(limit / 5))
  local stored = redis.call('HMGET', key, 'b', 't')
  local since = tonumber(stored[2]) or now
  local level = math.max(0, (tonumber(stored[1]) or 0) - math.max(0, now - since) * limit)
  local over = level + window - burst * window
  if over > 0 then
    local wait = math.ceil(over / limit)
    if wait > retry then violated, retry = index, wait end
    -- The clock has jumped back: the bucket goes on leaking from here, not only once that time has come again.
    if since > now then redis.call('HSET', key, 't', now) end
  else
    local left = math.floor(-over / window)
    if left < least then binding, least = index, left end
  end
  fill[index] = level + window
end

if violated > 0 then return {0, violated, 0, retry, now} end

for index, key in ipairs(KEYS) do
  local limit = tonumber(ARGV[2 * index + 1])
  redis.call('HSET', key, 'b', string.format('%.0f', fill[index]), 't', string.format('%.0f', now))
  redis.call('PEXPIRE', key, math.max(1, math.ceil(fill[index] / limit / 1000)))
end
return {1, binding, least, 0, now}
