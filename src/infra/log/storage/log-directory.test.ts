import { expect, test } from 'vitest'
import { LogDirectory } from './log-directory'
import { PartitionLog } from './partition-log'
import { BATCH_TIME_MS, batchOf } from './testing/batch-of'
import { parseTopicConfig } from './topic-config'

const AT = { topic: 't', partition: 0 }

function directoryWithLog(topicId: number): { readonly directory: LogDirectory; readonly log: PartitionLog } {
  const directory = new LogDirectory()
  const log = new PartitionLog(topicId, parseTopicConfig({}), directory)
  directory.add(AT, log)
  for (const value of ['a', 'b', 'c']) log.appendAsLeader(batchOf([['k', value]]), 0, BATCH_TIME_MS)
  return { directory, log }
}

test('after a restart a high watermark is what was written down, and never past the end of the log', () => {
  const { directory, log } = directoryWithLog(1)
  log.highWatermark = 2
  directory.checkpoint()
  log.highWatermark = 3
  directory.recover()
  expect(log.highWatermark).toBe(2)
  log.truncateTo(1)
  directory.recover()
  expect(log.highWatermark).toBe(1)
})
