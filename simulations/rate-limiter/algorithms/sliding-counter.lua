-- Sliding counter: the previous window's count fades out linearly. Two numbers per key instead of one entry per request.
-- KEYS  one hash per policy: w = number of the window, c = count in it, p = count in the one before
-- ARGV  member (not used), guard in µs (not used), then limit and window in µs for each key
-- Gives {allowed, index of the binding key, remaining, retry after in µs, now in µs}
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local binding, least, violated, retry = 1, math.huge, 0, 0
local state = {}

-- How far into a window there is room for one more, if `current` are counted in it and `previous` in the one before.
local function room(current, previous, limit, window)
  if previous == 0 then return 0 end
  return math.max(0, window - math.floor((limit - 1 - current) * window / previous))
end

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
  -- In requests times microseconds: whole numbers, so that what is told is exact.
  local free = (limit - 1 - current) * window - previous * (window - passed)
  if free < 0 then
    local wait
    if current < limit then
      wait = room(current, previous, limit, window) - passed
    else
      -- No room before the window ends; in the next one this window's own count has to fade.
      wait = window - passed + room(0, current, limit, window)
    end
    if wait > retry then violated, retry = index, wait end
    -- The clock has jumped back: what was counted in a window that is yet to come counts in this one, and fades with it.
    if seen > number then redis.call('HSET', key, 'w', number) end
  else
    local left = math.floor(free / window)
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
