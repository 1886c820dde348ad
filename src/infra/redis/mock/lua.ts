/**
 * What ioredis-mock's Lua lacks of Redis's, as a frame around each script: errors of `redis.call` that a script can
 * catch, `redis.error_reply` and `redis.status_reply`, TIME on the run's clock, and the conversion of the result to a
 * reply. The interpreter stays the mock's: Lua 5.3, where Redis has 5.1 (`10/2` prints as `5.0`, no `cjson`).
 */
import type { RedisReply } from '../port'
import { RespDecoder } from '../resp'
import { fromByteString } from './byte-string'

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
  // The result leaves as one RESP text: the mock's own conversion of tables depends on how they were built.
  'local function convert(value) local kind = type(value)',
  'if kind == "number" then return string.format(":%.0f\\r\\n", value < 0 and math.ceil(value) or math.floor(value)) end',
  'if kind == "string" then return "$" .. (utf8.len(value) or #value) .. "\\r\\n" .. value .. "\\r\\n" end',
  'if kind == "boolean" then return value and ":1\\r\\n" or "$-1\\r\\n" end',
  'if kind ~= "table" then return "$-1\\r\\n" end',
  'if value.err then return "-" .. tostring(value.err):gsub("[\\r\\n]", " ") .. "\\r\\n" end',
  'if value.ok then return "+" .. tostring(value.ok):gsub("[\\r\\n]", " ") .. "\\r\\n" end',
  'local items = {} while value[#items + 1] ~= nil do items[#items + 1] = convert(value[#items + 1]) end',
  'return "*" .. #items .. "\\r\\n" .. table.concat(items) end',
  'local done, value = pcall(function() ',
].join(' ')

const AFTER = [
  '\nend)',
  'if done then return convert(value) end',
  'if type(value) ~= "table" or not value.err then value = { err = "ERR " .. tostring(value) } end',
  'return convert(value)',
].join(' ')

/** A script in its frame. TIME stands still for the length of a script, as in Redis. */
export function frameScript(source: string, unixMicros: number): string {
  const seconds = Math.floor(unixMicros / 1e6)
  const clock = `local CLOCK_SECONDS, CLOCK_MICROS = "${seconds}", "${unixMicros - seconds * 1e6}" `
  return clock + BEFORE + source + AFTER
}

/** Reads what a framed script returned: RESP as a byte string, its strings as bytes. */
export function readFramed(text: string): RedisReply {
  const decoder = new RespDecoder()
  decoder.binary = true
  decoder.push(fromByteString(text, true) as Uint8Array)
  return decoder.take()[0] ?? null
}
