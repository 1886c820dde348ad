/** What can be done to a Redis box, besides what can be done to every box. */
import type { Verb } from '~/kernel/verb'
import { LINE_LENGTH_MAX } from './parse-command'
import { LOSS_MS_MAX } from '../replay'

/** Give these to a simulation's `verbs` under the id of its Redis box. */
export const redisVerbs: readonly Verb[] = [
  {
    verb: 'flush',
    past: 'was flushed',
    on: 'box',
    label: 'FLUSHALL',
    span: 'instant',
    explain: 'Somebody runs FLUSHALL: every key is gone. Scripts and connections stay.',
  },
  {
    verb: 'script-flush',
    past: 'lost its scripts',
    on: 'box',
    label: 'SCRIPT FLUSH',
    span: 'instant',
    explain: 'The script cache is emptied: the next EVALSHA of each script is answered NOSCRIPT.',
  },
  {
    verb: 'failover',
    past: 'failed over',
    on: 'box',
    label: 'Fail over, losing writes',
    span: 'instant',
    explain:
      'A replica that was so far behind takes over: writes of that time are lost though they were confirmed. Scripts and connections are gone.',
    value: { kind: 'number', unit: 'ms of writes', default: 500, min: 0, max: LOSS_MS_MAX },
  },
  {
    verb: 'crash-lose',
    past: 'crashed and lost its data',
    on: 'box',
    label: 'Crash without persistence',
    span: 'instant',
    explain: 'The process dies and is back at once, empty: keys, scripts and connections are gone, work is cut off.',
  },
  {
    verb: 'oom',
    past: 'ran out of memory',
    on: 'box',
    label: 'Run out of memory',
    badge: 'out of memory',
    span: 'lasting',
    explain: 'The memory limit is reached and nothing may be evicted: writes are refused with OOM, reads work.',
  },
  {
    verb: 'slow-script',
    past: 'slowed its scripts',
    on: 'box',
    label: 'Slow scripts',
    badge: 'slow scripts',
    span: 'lasting',
    explain: 'Every script takes so much longer; the server has one thread, so everybody waits.',
    value: { kind: 'number', unit: 'ms', default: 5, min: 0.1, max: 5_000 },
  },
  {
    verb: 'command',
    past: 'was given a command',
    on: 'box',
    label: 'Run a command',
    span: 'instant',
    explain: 'Runs one command at the server, as from redis-cli; it becomes part of the run.',
    value: { kind: 'text', lengthMax: Math.min(LINE_LENGTH_MAX, 1_000) },
  },
]
