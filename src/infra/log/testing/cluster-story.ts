/**
 * A client of a whole cluster that does the same in every test: it creates a topic, appends numbers to it one after the other, each
 * until it is acknowledged by all replicas in sync, and commits how far it has come for a group. What it knows at the end is held
 * against what the cluster has.
 */
import { isCallError } from '~/kernel/call-error'
import type { CreateTopicsRequest, MetadataRequest, MetadataResponse } from '../protocol/cluster-api'
import type { FindCoordinatorRequest, OffsetCommitRequest, OffsetFetchRequest } from '../protocol/group-api'
import { encodeRecordBatch } from '../records/record-batch'
import { fetchFrom, produce, valuesOf } from './ask'
import type { Client } from './log-run'

const TOPIC = 't'
const GROUP = 'story'
const PAUSE_MS = 100
const ATTEMPT_MS = 2_000

/** What the client was told. */
export interface Story {
  readonly acknowledged: string[]
  committed: number
}

/** Goes on until an instant. */
export async function live(client: Client, untilMs: number): Promise<Story> {
  const { clock } = client.context
  const story: Story = { acknowledged: [], committed: -1 }
  await insist(client, async (nodeId) => {
    const topics = [{ name: TOPIC, partitions: 1, replicationFactor: 3, configs: { 'min.insync.replicas': '2' } }]
    const request = { type: 'CreateTopics', topics, timeoutMs: 1_500 } as const
    const { topics: results } = await client.ask<CreateTopicsRequest>(nodeId, request, ATTEMPT_MS)
    return ['NONE', 'TOPIC_ALREADY_EXISTS'].includes(results[0]!.error) ? true : null
  })
  for (let number = 0; clock.monotonicMs() < untilMs; number += 1) {
    const value = String(number)
    await insist(client, async (nodeId) => append(client, nodeId, value))
    story.acknowledged.push(value)
    await insist(client, async (nodeId) => commit(client, nodeId, number + 1))
    story.committed = number + 1
    await clock.sleep(PAUSE_MS)
  }
  return story
}

/** What the cluster has: all values of the topic, in their order, and what the group has committed. */
export async function look(client: Client): Promise<{ values: string[]; committed: number; isr: readonly number[] }> {
  const values: string[] = []
  const state = await insist(
    client,
    async (nodeId) => (await describe(client, nodeId))?.topics[0]?.partitions[0] ?? null,
  )
  for (let offset = 0; ;) {
    const records = valuesOf(await fetchFrom(client, state.leaderId, offset, { topic: TOPIC }))
    if (records.length === 0) break
    values.push(...records.map(([, value]) => value))
    offset = records.at(-1)![0] + 1
  }
  const committed = await insist(client, async (nodeId) => {
    const coordinator = await coordinatorOf(client, nodeId)
    if (coordinator < 0) return null
    const partitions = [{ topic: TOPIC, partition: 0 }]
    const request = { type: 'OffsetFetch', groupId: GROUP, partitions } as const
    const response = await client.ask<OffsetFetchRequest>(coordinator, request, ATTEMPT_MS)
    return response.error === 'NONE' ? response.partitions[0]!.offset : null
  })
  return { values, committed, isr: state.isr.toSorted((a, b) => a - b) }
}

async function append(client: Client, nodeId: number, value: string): Promise<true | null> {
  const leaderId = (await describe(client, nodeId))?.topics[0]?.partitions[0]?.leaderId ?? -1
  if (leaderId < 0) return null
  const records = [{ timestamp: 0, key: null, value: new TextEncoder().encode(value) }]
  const { error } = await produce(client, leaderId, encodeRecordBatch({ records }), { topic: TOPIC, timeoutMs: 1_500 })
  return error === 'NONE' ? true : null
}

async function commit(client: Client, nodeId: number, offset: number): Promise<true | null> {
  const coordinator = await coordinatorOf(client, nodeId)
  if (coordinator < 0) return null
  const partitions = [{ topic: TOPIC, partition: 0, offset, leaderEpoch: -1, metadata: '' }]
  const identity = { groupId: GROUP, memberId: '', groupInstanceId: null, generationId: -1 }
  const request = { type: 'OffsetCommit', ...identity, partitions } as const
  const response = await client.ask<OffsetCommitRequest>(coordinator, request, ATTEMPT_MS)
  return response.partitions[0]!.error === 'NONE' ? true : null
}

function describe(client: Client, nodeId: number): Promise<MetadataResponse> {
  return client.ask<MetadataRequest>(nodeId, { type: 'Metadata', topics: [TOPIC] }, ATTEMPT_MS)
}

async function coordinatorOf(client: Client, nodeId: number): Promise<number> {
  const request = { type: 'FindCoordinator', groupId: GROUP } as const
  return (await client.ask<FindCoordinatorRequest>(nodeId, request, ATTEMPT_MS)).nodeId
}

/** Asks one broker after the other until there is a result; within two minutes, or the test has failed. */
async function insist<Result>(client: Client, work: (nodeId: number) => Promise<Result | null>): Promise<Result> {
  const { clock } = client.context
  const endMs = clock.monotonicMs() + 120_000
  for (let attempt = 0; clock.monotonicMs() < endMs; attempt += 1) {
    try {
      const result = await work(attempt % 3)
      if (result !== null) return result
    } catch (error) {
      if (!isCallError(error)) throw error
    }
    await clock.sleep(PAUSE_MS)
  }
  throw new Error('the cluster has not healed within two minutes')
}
