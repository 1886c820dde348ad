-- Fixed window: one counter per key that starts over at every full window of the clock.
-- KEYS  one hash per policy: w = number of the window, c = count in it
-- ARGV  member (not used), guard in µs (not used), then limit and window in µs for each key
-- Gives {allowed, index of the binding key, remaining, retry after in µs, now in µs}
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local binding, least, violated, retry = 1, math.huge, 0, 0
local counts = {}

for index, key in ipairs(KEYS) do
  local limit = tonumber(ARGV[2 * index + 1])
  local window = tonumber(ARGV[2 * index + 2])
  local number = math.floor(now / window)
  local stored = redis.call('HMGET', key, 'w', 'c')
  local seen, used = tonumber(stored[1]) or number, tonumber(stored[2]) or 0
  -- The expiry of the key is for memory only: it comes a millisecond after the window has ended, its number ends with it.
  if seen < number then used = 0 end
  if used >= limit then
    local wait = window - now % window
    if wait > retry then violated, retry = index, wait end
    -- The clock has jumped back: what was counted in a window that is yet to come counts in this one, and ends with it.
    if seen > number then redis.call('HSET', key, 'w', number) end
  elseif limit - used - 1 < least then
    binding, least = index, limit - used - 1
  end
  counts[index] = used + 1
end

if violated > 0 then return {0, violated, 0, retry, now} end

for index, key in ipairs(KEYS) do
  local window = tonumber(ARGV[2 * index + 2])
  redis.call('HSET', key, 'w', math.floor(now / window), 'c', counts[index])
  redis.call('PEXPIREAT', key, math.ceil((now - now % window + window) / 1000))
end
return {1, binding, least, 0, now}
