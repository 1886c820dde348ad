/**
 * What ioredis-mock's Lua lacks of Redis's, as a frame around each script: errors of `redis.call` that a script can
 * catch, `redis.error_reply` and `redis.status_reply`, TIME on the run's clock, and the conversion of the result to a
 * reply. The interpreter stays the mock's: Lua 5.3, where Redis has 5.1 (`10/2` prints as `5.0`, no `cjson`).
 */

/** One line, so that line numbers in error messages stay those of the script. */
const BEFORE = [
  'local mock_call = redis.call',
  'local function lines(value) if type(value) ~= "userdata" then return value end local list = {}',
  'for i = 1, #value do local item = value[i] if item == nil then item = false end list[i] = item end return list end',
  'redis.call = function(name, ...)',
  'if type(name) == "string" and name:upper() == "TIME" then return { CLOCK_SECONDS, CLOCK_MICROS } end',
  'local done, value = pcall(mock_call, name, ...)',
  'if done then return lines(value) end',
  'local text = tostring(value):gsub("^%a*Error: ", "")',
  'if not text:match("^%u+ ") then text = "ERR " .. text end',
  'error({ err = text }) end',
  'redis.pcall = function(...) local done, value = pcall(redis.call, ...) return value end',
  'redis.error_reply = function(text) return { err = text } end',
  'redis.status_reply = function(text) return { ok = text } end',
  'redis.log = function() end',
  'local function convert(value) local kind = type(value)',
  'if kind == "number" then return { "integer", string.format("%.0f", value < 0 and math.ceil(value) or math.floor(value)) } end',
  'if kind == "string" then return { "text", value } end',
  'if kind == "boolean" then return value and { "integer", "1" } or { "nothing" } end',
  'if kind ~= "table" then return { "nothing" } end',
  'if value.err then return { "error", tostring(value.err) } end',
  'if value.ok then return { "text", tostring(value.ok) } end',
  'local list = { "list" } for i = 1, math.huge do if value[i] == nil then break end list[i + 1] = convert(value[i]) end',
  'return list end',
  'local done, value = pcall(function() ',
].join(' ')

const AFTER = [
  '\nend)',
  'if done then return convert(value) end',
  'if type(value) == "table" and value.err then return { "error", tostring(value.err) } end',
  'return { "error", "ERR " .. tostring(value) }',
].join(' ')

/** A script in its frame. TIME stands still for the length of a script, as in Redis. */
export function frameScript(source: string, unixMicros: number): string {
  const seconds = Math.floor(unixMicros / 1e6)
  const clock = `local CLOCK_SECONDS, CLOCK_MICROS = "${seconds}", "${unixMicros - seconds * 1e6}" `
  return clock + BEFORE + source + AFTER
}

/** What a framed script returns: the kind of the reply, then its parts. */
export type FramedReply = readonly [kind: 'integer' | 'text' | 'nothing' | 'error' | 'list', ...parts: unknown[]]
