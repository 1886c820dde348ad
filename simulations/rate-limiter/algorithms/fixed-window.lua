-- Fixed window: one counter per key that starts over at every full window of the clock.
-- KEYS  one string per policy
-- ARGV  member (not used), guard in µs (not used), then limit and window in µs for each key
-- Gives {allowed, index of the binding key, remaining, retry after in µs, now in µs}
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local binding, least, violated, retry = 1, math.huge, 0, 0

for index, key in ipairs(KEYS) do
  local limit = tonumber(ARGV[2 * index + 1])
  local window = tonumber(ARGV[2 * index + 2])
  local used = tonumber(redis.call('GET', key)) or 0
  if used >= limit then
    local wait = window - now % window
    if wait > retry then violated, retry = index, wait end
  elseif limit - used - 1 < least then
    binding, least = index, limit - used - 1
  end
end

if violated > 0 then return {0, violated, 0, retry, now} end

for index, key in ipairs(KEYS) do
  local window = tonumber(ARGV[2 * index + 2])
  if redis.call('INCR', key) == 1 then
    redis.call('PEXPIREAT', key, math.ceil((now - now % window + window) / 1000))
  end
end
return {1, binding, least, 0, now}
