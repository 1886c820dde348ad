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
    -- The clock has jumped back: entries of a time that is yet to come are entries of now, and leave a window later.
    if tonumber(redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')[2]) > now then
      for _, member in ipairs(redis.call('ZRANGEBYSCORE', key, string.format('(%.0f', now), '+inf')) do
        redis.call('ZADD', key, now, member)
      end
      redis.call('PEXPIRE', key, math.ceil(window / 1000))
    end
    -- There is room when the entry has left that is one too many.
    local leaving = redis.call('ZRANGE', key, used - limit, used - limit, 'WITHSCORES')[2]
    local wait = leaving + window - now
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
