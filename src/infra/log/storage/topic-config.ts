/**
 * Settings of a topic: names, defaults and bounds as in `LogConfig` and `TopicConfig` of apache/kafka 4. Left out is what has no
 * meaning here (flushing, indexes, tiers, quotas, compression by the broker), and one may then not set it either.
 */
import type { Configs } from '../protocol/cluster-api'
import { LogError } from '../protocol/error-code'
import type { TimestampType } from '../records/batch-view'

/** Settings as the log reads them. Times in ms, sizes in bytes; Infinity where Kafka has "no limit". */
export interface TopicConfig {
  readonly isCompact: boolean
  readonly isDelete: boolean
  readonly segmentBytes: number
  /** Already cut to `max.compaction.lag.ms` on a compacted topic, as `maxSegmentMs` in Kafka. */
  readonly segmentMs: number
  readonly retentionMs: number
  readonly retentionBytes: number
  readonly deleteRetentionMs: number
  readonly dirtyRatioMin: number
  readonly compactionLagMinMs: number
  readonly compactionLagMaxMs: number
  readonly messageBytesMax: number
  readonly timestampType: TimestampType
  readonly timestampBeforeMaxMs: number
  readonly timestampAfterMaxMs: number
  readonly inSyncReplicasMin: number
  readonly isUncleanElectionEnabled: boolean
}

const DAY_MS = 86_400_000
const LONG_MAX = 9_223_372_036_854_775_807n
const INT_MAX = 2_147_483_647

type Setting =
  | { readonly kind: 'int' | 'long'; readonly default: string; readonly min?: number }
  | { readonly kind: 'ratio'; readonly default: string }
  | { readonly kind: 'choice'; readonly default: string; readonly of: readonly string[] }
  | { readonly kind: 'list'; readonly default: string; readonly of: readonly string[] }

const SETTINGS = {
  'cleanup.policy': { kind: 'list', default: 'delete', of: ['compact', 'delete'] },
  'delete.retention.ms': { kind: 'long', default: String(DAY_MS), min: 0 },
  'max.compaction.lag.ms': { kind: 'long', default: String(LONG_MAX), min: 1 },
  'max.message.bytes': { kind: 'int', default: '1048588', min: 0 },
  'message.timestamp.after.max.ms': { kind: 'long', default: '3600000', min: 0 },
  'message.timestamp.before.max.ms': { kind: 'long', default: String(LONG_MAX), min: 0 },
  'message.timestamp.type': { kind: 'choice', default: 'CreateTime', of: ['CreateTime', 'LogAppendTime'] },
  'min.cleanable.dirty.ratio': { kind: 'ratio', default: '0.5' },
  'min.compaction.lag.ms': { kind: 'long', default: '0', min: 0 },
  'min.insync.replicas': { kind: 'int', default: '1', min: 1 },
  'retention.bytes': { kind: 'long', default: '-1' },
  'retention.ms': { kind: 'long', default: String(7 * DAY_MS), min: -1 },
  'segment.bytes': { kind: 'int', default: '1073741824', min: 14 },
  'segment.ms': { kind: 'long', default: String(7 * DAY_MS), min: 1 },
  'unclean.leader.election.enable': { kind: 'choice', default: 'false', of: ['false', 'true'] },
} as const satisfies Readonly<Record<string, Setting>>

type SettingName = keyof typeof SETTINGS

/** Every setting there is, with its default, in the order of their names. */
export const TOPIC_CONFIG_DEFAULTS: Configs = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, setting]) => [name, setting.default]),
)

/**
 * Reads the settings of a topic; what is not among them has its default.
 * @throws {LogError} INVALID_CONFIG for an unknown name, a value out of its bounds, or values that contradict each other
 */
export function parseTopicConfig(configs: Configs): TopicConfig {
  for (const [name, value] of Object.entries(configs)) {
    const setting = (SETTINGS as Readonly<Record<string, Setting | undefined>>)[name]
    if (setting === undefined) throw invalid(`Unknown topic config name: ${name}`)
    const problem = problemOf(setting, value)
    if (problem !== null) throw invalid(`Invalid value ${value} for configuration ${name}: ${problem}`)
  }
  const text = (name: SettingName): string => configs[name] ?? SETTINGS[name].default
  const number = (name: SettingName): number => limitOf(text(name))
  const policies = text('cleanup.policy').split(',')
  const compactionLagMinMs = number('min.compaction.lag.ms')
  const compactionLagMaxMs = number('max.compaction.lag.ms')
  if (compactionLagMinMs > compactionLagMaxMs) {
    const conflict = `min.compaction.lag.ms (${compactionLagMinMs}) > max.compaction.lag.ms (${compactionLagMaxMs})`
    throw invalid(`conflict topic config setting ${conflict}`)
  }
  const isCompact = policies.some((policy) => policy.trim() === 'compact')
  const segmentMs = number('segment.ms')
  return {
    isCompact,
    isDelete: policies.some((policy) => policy.trim() === 'delete'),
    segmentBytes: number('segment.bytes'),
    segmentMs: isCompact ? Math.min(segmentMs, compactionLagMaxMs) : segmentMs,
    retentionMs: unlimitedBelowZero(number('retention.ms')),
    retentionBytes: unlimitedBelowZero(number('retention.bytes')),
    deleteRetentionMs: number('delete.retention.ms'),
    dirtyRatioMin: Number(text('min.cleanable.dirty.ratio')),
    compactionLagMinMs,
    compactionLagMaxMs,
    messageBytesMax: number('max.message.bytes'),
    timestampType: text('message.timestamp.type') as TimestampType,
    timestampBeforeMaxMs: number('message.timestamp.before.max.ms'),
    timestampAfterMaxMs: number('message.timestamp.after.max.ms'),
    inSyncReplicasMin: number('min.insync.replicas'),
    isUncleanElectionEnabled: text('unclean.leader.election.enable') === 'true',
  }
}

/** What is wrong with a value, or null. */
function problemOf(setting: Setting, value: string): string | null {
  switch (setting.kind) {
    case 'int':
    case 'long': {
      if (!/^-?\d{1,19}$/.test(value)) return `Not a number of type ${setting.kind.toUpperCase()}`
      const max = setting.kind === 'int' ? BigInt(INT_MAX) : LONG_MAX
      const number = BigInt(value)
      if (number > max || number < -max - 1n) return `Not a number of type ${setting.kind.toUpperCase()}`
      return setting.min !== undefined && number < BigInt(setting.min) ? `Value must be at least ${setting.min}` : null
    }
    case 'ratio': {
      const number = value.trim() === '' ? NaN : Number(value)
      if (Number.isNaN(number)) return 'Not a number of type DOUBLE'
      if (number < 0) return 'Value must be at least 0'
      return number > 1 ? 'Value must be no more than 1' : null
    }
    case 'choice':
      return setting.of.includes(value) ? null : `String must be one of: ${setting.of.join(', ')}`
    case 'list':
      return value.split(',').every((item) => setting.of.includes(item.trim()))
        ? null
        : `String must be one of: ${setting.of.join(', ')}`
  }
}

/** Numbers that no double holds are as good as no limit: they are longer than any run. */
function limitOf(text: string): number {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : Infinity
}

function unlimitedBelowZero(number: number): number {
  return number < 0 ? Infinity : number
}

function invalid(message: string): LogError {
  return new LogError('INVALID_CONFIG', message)
}
