-- Sliding counter: the previous window's count fades out linearly. Two numbers per key instead of one entry per request.
-- KEYS  one hash per policy: w = number of the window, c = count in it, p = count in the one before
-- ARGV  member (not used), guard in µs (not used), then limit and window in µs for each key
-- Gives {allowed, index of the binding key, remaining, retry after in µs, now in µs}
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local binding, least, violated, retry = 1, math.huge, 0, 0
local state = {}

for index, key in ipairs(KEYS) do
  local limit = tonumber(ARGV[2 * index + 1])
  local window = tonumber(ARGV[2 * index + 2])
  local number = math.floor(now / window)
  local stored = redis.call('HMGET', key, 'w', 'c', 'p')
  local seen = tonumber(stored[1]) or number
  local current, previous = tonumber(stored[2]) or 0, tonumber(stored[3]) or 0
  if seen == number - 1 then previous, current = current, 0 end
  if seen < number - 1 then previous, current = 0, 0 end
  local passed = now - number * window
  local used = current + previous * (window - passed) / window
  if used + 1 > limit then
    local wait = window - passed
    if previous > 0 and current + 1 <= limit then
      wait = math.ceil(window - passed - (limit - 1 - current) * window / previous)
    end
    if wait > retry then violated, retry = index, wait end
  else
    local left = math.floor(limit - used - 1)
    if left < least then binding, least = index, left end
  end
  state[index] = {number, current, previous, window}
end

if violated > 0 then return {0, violated, 0, retry, now} end

for index, key in ipairs(KEYS) do
  local number, current, previous, window = unpack(state[index])
  redis.call('HSET', key, 'w', number, 'c', current + 1, 'p', previous)
  redis.call('PEXPIRE', key, math.ceil(2 * window / 1000))
end
return {1, binding, least, 0, now}
