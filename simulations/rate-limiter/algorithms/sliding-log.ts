/** One entry per request: exact in every window, at the price of memory. */
import { defineAlgorithm } from './algorithm'
import source from './sliding-log.lua?raw'

const promises = {
  admittedMax: (limit: number) => limit,
  resetMs: (windowMs: number, guardMs: number) => windowMs + guardMs,
}

/** The default. Sorted set per key; admits at most the limit in any window. */
export const slidingLog = defineAlgorithm('sliding-log', source, promises)

/** The same with one defect: the caller's clock (the last argument) instead of the server's. */
export const slidingLogOnCallersClock = defineAlgorithm(
  'sliding-log',
  source.replace(/local time = .*\nlocal now = .*\n/, 'local now = tonumber(ARGV[#ARGV])\n'),
  promises,
)

/** The same with one defect: nobody sets the expiry within the script. */
export const slidingLogWithoutExpiry = defineAlgorithm(
  'sliding-log',
  source.replace(/^ {2}redis.call\('PEXPIRE'.*\n/m, ''),
  promises,
)
