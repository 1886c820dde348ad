import { expect, test } from 'vitest'
import { LogError } from '../protocol/error-code'
import { parseTopicConfig, TOPIC_CONFIG_DEFAULTS } from './topic-config'

test('what is not set has the default of Kafka', () => {
  expect(parseTopicConfig({})).toMatchObject({
    isCompact: false,
    isDelete: true,
    segmentBytes: 1_073_741_824,
    retentionMs: 604_800_000,
    retentionBytes: Infinity,
    inSyncReplicasMin: 1,
    timestampAfterMaxMs: 3_600_000,
    isUncleanElectionEnabled: false,
  })
})

test('every default is itself a valid value', () => {
  expect(parseTopicConfig(TOPIC_CONFIG_DEFAULTS)).toEqual(parseTopicConfig({}))
})

test('a compacted topic rolls its segments in time for its compaction lag', () => {
  const configs = { 'segment.ms': '60000', 'max.compaction.lag.ms': '1000' }
  expect(parseTopicConfig({ ...configs, 'cleanup.policy': 'compact,delete' })).toMatchObject({
    isCompact: true,
    isDelete: true,
    segmentMs: 1_000,
  })
  expect(parseTopicConfig(configs).segmentMs).toBe(60_000)
})

test.each([
  [{ 'retention.msec': '1' }, 'Unknown topic config name: retention.msec'],
  [{ 'retention.ms': '-2' }, 'Value must be at least -1'],
  [{ 'retention.ms': '1.5' }, 'Not a number of type LONG'],
  [{ 'retention.ms': '9223372036854775808' }, 'Not a number of type LONG'],
  [{ 'segment.bytes': '2147483648' }, 'Not a number of type INT'],
  [{ 'min.insync.replicas': '0' }, 'Value must be at least 1'],
  [{ 'min.cleanable.dirty.ratio': '1.01' }, 'Value must be no more than 1'],
  [{ 'min.cleanable.dirty.ratio': '' }, 'Not a number of type DOUBLE'],
  [{ 'cleanup.policy': 'compact,forget' }, 'String must be one of: compact, delete'],
  [{ 'cleanup.policy': '' }, 'String must be one of: compact, delete'],
  [{ 'message.timestamp.type': 'createtime' }, 'String must be one of: CreateTime, LogAppendTime'],
  [{ 'min.compaction.lag.ms': '2', 'max.compaction.lag.ms': '1' }, 'conflict topic config setting'],
])('%j is refused', (configs, message) => {
  const parse = () => parseTopicConfig(configs as unknown as Record<string, string>)
  expect(parse).toThrow(LogError)
  expect(parse).toThrow(`INVALID_CONFIG: `)
  expect(parse).toThrow(message)
})
