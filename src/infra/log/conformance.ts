/**
 * The conformance suite: what a Kafka does, as data. Each case runs on both servers of the port, the cluster of this folder inside a
 * run of the kernel, and a real one over TCP; nothing in a case knows which it is. Where the two differ, the real one is right.
 */
import type { ConformanceCase } from './conformance/bench'
import { brokerCases } from './conformance/brokers'
import { failureCases } from './conformance/failures'
import { groupCases } from './conformance/groups'
import { housekeepingCases } from './conformance/housekeeping'
import { memberCases } from './conformance/members'
import { positionCases } from './conformance/positions'
import { recordCases } from './conformance/records'
import { topicCases } from './conformance/topics'

export type { ConformanceBench, ConformanceCase } from './conformance/bench'

/** Cases that may run side by side on one cluster. */
export const peacefulCases: Readonly<Record<string, readonly ConformanceCase[]>> = {
  records: recordCases,
  brokers: brokerCases,
  topics: topicCases,
  groups: groupCases,
  positions: positionCases,
  members: memberCases,
  housekeeping: housekeepingCases,
}

/** Cases that need the cluster for themselves. */
export const violentCases: Readonly<Record<string, readonly ConformanceCase[]>> = { failures: failureCases }
