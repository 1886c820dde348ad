-- Sliding-window log over several keys: all of them admit, or none does.
-- KEYS  one sorted set per policy; scores are microseconds of this server's clock, members are unique per request
-- ARGV  member, guard in µs, then limit and window in µs for each key
-- Gives {allowed, index of the binding key, remaining, retry after in µs, now in µs}
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local guard = tonumber(ARGV[2])
local binding, least, violated, retry = 1, math.huge, 0, 0

for index, key in ipairs(KEYS) do
  local limit = tonumber(ARGV[2 * index + 1])
  local window = tonumber(ARGV[2 * index + 2]) + guard
  local used = redis.call('ZCARD', key)
  if used > 0 then used = used - redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window) end
  if used >= limit then
    local oldest = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]
    local wait = oldest + window - now
    if wait > retry then violated, retry = index, wait end
  elseif limit - used - 1 < least then
    binding, least = index, limit - used - 1
  end
end

if violated > 0 then return {0, violated, 0, retry, now} end

for index, key in ipairs(KEYS) do
  redis.call('ZADD', key, now, ARGV[1])
  redis.call('PEXPIRE', key, math.ceil((tonumber(ARGV[2 * index + 2]) + guard) / 1000))
end
return {1, binding, least, 0, now}
