/** Members of groups in cases: each a process of its own. */
import type { ConsumerOptions, LogConsumer } from '../port'
import { type ConformanceBench, QUICK } from './bench'

/** Reads from the earliest offset unless it is told otherwise. */
export function member(bench: ConformanceBench, groupId: string, options: Partial<ConsumerOptions> = {}): LogConsumer {
  return bench.open().consumer({ groupId, offsetReset: 'earliest', ...QUICK, ...options })
}
