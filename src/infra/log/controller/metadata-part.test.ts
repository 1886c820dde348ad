import { describe, expect, test } from 'vitest'
import type { CreateTopicsRequest, IncrementalAlterConfigsRequest, MetadataRequest } from '../protocol/cluster-api'
import type { InitProducerIdRequest } from '../protocol/records-api'
import { ClusterMetadataPart } from './metadata-part'
import { playClusterRun, type Ask, type ClusterRun, type Doing } from './testing/cluster-run'

const parts: Parameters<typeof playClusterRun>[0]['parts'] = (context) => [new ClusterMetadataPart(context)]

const metadata = (ask: Ask, instance: number) => ask<MetadataRequest>(instance, { type: 'Metadata', topics: null })

const create = (ask: Ask, instance: number, name: string, partitions = 3, replicationFactor = 3) =>
  ask<CreateTopicsRequest>(instance, {
    type: 'CreateTopics',
    timeoutMs: 1_500,
    topics: [{ name, partitions, replicationFactor }],
  })

const controllersOf = ({ facts }: ClusterRun) => facts.filter(({ key }) => key === 'controller')
const keysOf = ({ facts }: ClusterRun) => facts.map(({ key }) => key)

/** Looks at the metadata of every broker. */
const look: (atMs: number) => Doing[] = (atMs) =>
  [0, 1, 2].map((instance): Doing => [atMs, (ask) => metadata(ask, instance)])

describe('a cluster of three brokers', () => {
  test('elects a controller, registers everybody and creates topics whose leaders are spread', async () => {
    const run = await playClusterRun({
      parts,
      durationMs: 8_000,
      doings: [[5_000, (ask) => create(ask, 1, 'orders')], ...look(6_500)],
    })
    expect(controllersOf(run)).toHaveLength(1)
    expect(keysOf(run).filter((key) => key === 'unfenced')).toHaveLength(3)
    expect(run.outcomes[0]).toEqual({ topics: [{ name: 'orders', error: 'NONE' }] })
    const [first, second, third] = run.outcomes.slice(1) as Awaited<ReturnType<typeof metadata>>[]
    expect(second).toEqual(first)
    expect(third).toEqual(first)
    expect(first!.brokers).toEqual([{ nodeId: 0 }, { nodeId: 1 }, { nodeId: 2 }])
    const { partitions } = first!.topics[0]!
    expect(new Set(partitions.map(({ leaderId }) => leaderId))).toEqual(new Set([0, 1, 2]))
    for (const { isr, replicas } of partitions) expect(isr).toEqual(replicas)
  })

  test('elects another controller when the active one dies, and then leaders for what it led', async () => {
    const first = controllersOf(await playClusterRun({ parts, durationMs: 6_000, doings: [] }))[0]!.broker
    const others = [0, 1, 2].filter((broker) => broker !== first)
    const run = await playClusterRun({
      parts,
      durationMs: 40_000,
      actions: [`crash:kafka/${first}@7000-25000`],
      doings: [
        [5_000, (ask) => create(ask, 0, 'orders')],
        // Before the session of the dead one is over, and after it.
        [12_000, (ask) => create(ask, others[0]!, 'early')],
        [22_000, (ask) => metadata(ask, others[1]!)],
        [38_000, (ask) => metadata(ask, first)],
      ],
    })
    const [, next] = controllersOf(run)
    expect(others).toContain(next!.broker)
    // A fetch timeout, an election timeout, and the way there.
    expect(next!.atMs).toBeLessThan(12_000)
    expect(run.outcomes[1]).toEqual({ topics: [{ name: 'early', error: 'NONE' }] })
    const [, , during, after] = run.outcomes as Awaited<ReturnType<typeof metadata>>[]
    for (const topic of during!.topics) {
      for (const partition of topic.partitions) {
        expect(partition.error).toBe('NONE')
        expect(partition.leaderId).not.toBe(first)
        expect(partition.isr).not.toContain(first)
        expect(partition.offlineReplicas).toEqual([first])
      }
    }
    expect(after!.brokers).toHaveLength(3)
    expect(keysOf(run).slice(-2)).toEqual(['fenced', 'unfenced'])
    // Whatever the dead one had not come to state: the next one says of everybody how it is.
    const sinceNext = run.facts.slice(run.facts.indexOf(next!) + 1, run.facts.indexOf(next!) + 4)
    expect(sinceNext.map(({ key, data }) => [key, data])).toEqual([0, 1, 2].map((broker) => ['unfenced', { broker }]))
  })

  test('heals after all three have crashed at once, with what was decided before', async () => {
    const run = await playClusterRun({
      parts,
      durationMs: 40_000,
      actions: ['crash:kafka@8000-10000'],
      doings: [[5_000, (ask) => create(ask, 2, 'orders')], ...look(35_000)],
    })
    for (const outcome of run.outcomes.slice(1) as Awaited<ReturnType<typeof metadata>>[]) {
      expect(outcome.brokers).toHaveLength(3)
      expect(outcome.topics.map(({ name }) => name)).toEqual(['orders'])
      for (const { leaderId } of outcome.topics[0]!.partitions) expect(leaderId).toBeGreaterThanOrEqual(0)
    }
  })

  test('a cut between two of three leaves one controller, which both sides know again afterwards', async () => {
    const run = await playClusterRun({
      parts,
      durationMs: 40_000,
      actions: ['partition:kafka/0~kafka/2@6000-20000', 'partition:kafka/2~kafka/0@6000-20000'],
      doings: [[15_000, (ask) => create(ask, 1, 'orders')], ...look(35_000)],
    })
    expect(run.outcomes[0]).toEqual({ topics: [{ name: 'orders', error: 'NONE' }] })
    const [first, second, third] = run.outcomes.slice(1) as Awaited<ReturnType<typeof metadata>>[]
    expect(second).toEqual(first)
    expect(third).toEqual(first)
    expect(first!.brokers).toHaveLength(3)
  })

  test('producer ids are unique over brokers and restarts', async () => {
    const give =
      (instance: number): Doing['1'] =>
      async (ask) => {
        const ids: number[] = []
        for (let count = 0; count < 3; count += 1) {
          const { producerId } = await ask<InitProducerIdRequest>(instance, { type: 'InitProducerId' })
          ids.push(producerId)
        }
        return ids
      }
    const run = await playClusterRun({
      parts,
      durationMs: 40_000,
      actions: ['crash:kafka/1@6000-7000'],
      doings: [
        [5_000, give(0)],
        [5_000, give(1)],
        [35_000, give(1)],
        [35_000, give(2)],
      ],
    })
    const ids = run.outcomes.flat()
    expect(new Set(ids).size).toBe(12)
    expect(ids.every((id) => typeof id === 'number' && id >= 0)).toBe(true)
  })

  test('an unclean election happens only where it is allowed, and then at once', async () => {
    const enable = (ask: Ask) =>
      ask<IncrementalAlterConfigsRequest>(0, {
        type: 'IncrementalAlterConfigs',
        topics: [{ name: 'orders', configs: { 'unclean.leader.election.enable': 'true' } }],
      })
    const run = await playClusterRun({
      parts,
      durationMs: 40_000,
      // Broker 1 leaves the ISR, then broker 2, who is the last in it, goes.
      actions: ['crash:kafka/1@7000-18000', 'crash:kafka/2@30000-60000'],
      doings: [
        [
          5_000,
          (ask) =>
            ask<CreateTopicsRequest>(0, {
              type: 'CreateTopics',
              timeoutMs: 1_500,
              topics: [{ name: 'orders', partitions: 1, replicationFactor: 2, assignments: [[2, 1]] }],
            }),
        ],
        [29_000, (ask) => metadata(ask, 0)],
        [39_300, (ask) => metadata(ask, 0)],
        [39_500, enable],
        [39_900, (ask) => metadata(ask, 0)],
      ],
    })
    const [, before, without, enabled, after] = run.outcomes as Awaited<ReturnType<typeof metadata>>[]
    expect(before!.topics[0]!.partitions[0]).toMatchObject({ leaderId: 2, isr: [2] })
    expect(without!.topics[0]!.partitions[0]).toMatchObject({ error: 'LEADER_NOT_AVAILABLE', leaderId: -1, isr: [2] })
    expect(enabled).toEqual({ topics: [{ name: 'orders', error: 'NONE' }] })
    expect(after!.topics[0]!.partitions[0]).toMatchObject({ error: 'NONE', leaderId: 1, isr: [1] })
  })
})
