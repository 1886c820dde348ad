/** Members of a group against a coordinator that does what a script says. */
import { describe, expect, test } from 'vitest'
import type { ConsumerEvent, ConsumerOptions, LogConsumer } from '../../port/consumer'
import { LogError } from '../../protocol/error-code'
import { partitionName, type TopicPartition } from '../../protocol/topic-partition'
import { encodeRecordBatch } from '../../records/record-batch'
import { playClientRun, type ClientRunOptions, type Program } from '../testing/client-run'
import type { ScriptedCluster } from '../testing/scripted-cluster'
import { bytesOf } from '../testing/texts'

const TOPIC = 'orders.v1'
const GROUP: ConsumerOptions = {
  groupId: 'search',
  offsetReset: 'earliest',
  sessionTimeoutMs: 6_000,
  heartbeatIntervalMs: 500,
  pollIntervalMaxMs: 5_000,
  requestTimeoutMs: 2_000,
  fetchMaxWaitMs: 100,
}

/** What happened to the members, a line each. */
type Story = string[]

const names = (partitions: readonly TopicPartition[]) => partitions.map(partitionName).join(' ')

/** A member that tells its story, and polls until the run ends. */
function member(story: Story, name: string, options: Partial<ConsumerOptions> = {}, work?: Work): Program {
  return async (clients, { clock }) => {
    const consumer = clients.consumer({ ...GROUP, ...options })
    consumer.onEvent((event: ConsumerEvent) => {
      if (event.kind === 'left') story.push(`${name} left: ${event.reason}`)
    })
    consumer.subscribe([TOPIC], {
      onAssigned: (partitions) => void story.push(`${name} has ${names(partitions)}`),
      onRevoked: (partitions) => void story.push(`${name} lets go of ${names(partitions)}`),
      onLost: (partitions) => void story.push(`${name} lost ${names(partitions)}`),
    })
    if (work !== undefined) return work(consumer, clock)
    for (;;) await consumer.poll(200)
  }
}

type Work = (consumer: LogConsumer, clock: Parameters<Program>[1]['clock']) => Promise<void>

const later =
  (ms: number, program: Program): Program =>
  async (clients, context) => {
    await context.clock.sleep(ms)
    await program(clients, context)
  }

function play(programs: readonly Program[], options: Partial<ClientRunOptions> = {}) {
  return playClientRun({ topics: { [TOPIC]: 4 }, durationMs: 40_000, ...options, programs })
}

function fill(cluster: ScriptedCluster, count: number): void {
  for (let partition = 0; partition < 4; partition += 1) {
    for (let value = 0; value < count; value += 1) {
      const records = [{ timestamp: value, key: null, value: bytesOf(String(value)) }]
      cluster.partition({ topic: TOPIC, partition }).append(encodeRecordBatch({ records }))
    }
  }
}

describe('rebalances', () => {
  test('cooperative: only what moves is let go of, and it is another’s after that', async () => {
    const story: Story = []
    await play([member(story, 'A'), later(3_000, member(story, 'B'))])
    const [p0, p1, p2, p3] = [0, 1, 2, 3].map((partition) => `${TOPIC}-${partition}`)
    expect(story).toEqual([
      `A has ${p0} ${p1} ${p2} ${p3}`,
      `A lets go of ${p2} ${p3}`,
      'B has ',
      'A has ',
      `B has ${p2} ${p3}`,
      'A has ',
    ])
  })

  test('eager: everybody lets go of everything first', async () => {
    const story: Story = []
    const options: Partial<ConsumerOptions> = { assignors: ['range', 'cooperative-sticky'] }
    await play([member(story, 'A', options), later(3_000, member(story, 'B', options))])
    const [p0, p1, p2, p3] = [0, 1, 2, 3].map((partition) => `${TOPIC}-${partition}`)
    expect(story.toSorted()).toEqual(
      [
        `A has ${p0} ${p1} ${p2} ${p3}`,
        `A lets go of ${p0} ${p1} ${p2} ${p3}`,
        `A has ${p0} ${p1}`,
        `B has ${p2} ${p3}`,
      ].toSorted(),
    )
  })

  test('what was read is drained and committed before it is given up', async () => {
    const story: Story = []
    const busy: Program = async (clients, { clock }) => {
      const consumer = clients.consumer({ ...GROUP, pollRecordsMax: 2 })
      consumer.subscribe([TOPIC], {
        async onRevoked() {
          await clock.sleep(300)
          const outcomes = await consumer.commit()
          story.push(outcomes.map(({ outcome }) => outcome).join(' '))
        },
      })
      while (clock.monotonicMs() < 30_000) {
        await consumer.poll(100)
        await clock.sleep(200)
      }
    }
    const { cluster } = await play([busy, later(2_500, member(story, 'B'))], { script: (made) => fill(made, 60) })
    expect(story[1]).toMatch(/^(committed ?)+$/)
    for (const { request } of cluster.requests('OffsetCommit')) expect(request.generationId).toBeGreaterThan(0)
  })

  test('a member that is closed leaves, and the others have its partitions at once', async () => {
    const story: Story = []
    await play([
      member(story, 'A'),
      later(
        2_000,
        member(story, 'B', {}, async (consumer, clock) => {
          while (clock.monotonicMs() < 8_000) await consumer.poll(200)
          story.length = 0
          await consumer.close()
        }),
      ),
    ])
    expect(story[0]).toMatch(/^B lets go of /)
    expect(story[1]).toBe('B left: closed')
    expect(story.at(-1)).toMatch(/^A has orders.v1-\d orders.v1-\d$/)
  })

  test('a static member that comes back has what it had, and nobody else notices', async () => {
    const story: Story = []
    await play([member(story, 'A', { groupInstanceId: 'a' }), later(2_000, member(story, 'B'))], {
      actions: ['restart:app/0@10000'],
    })
    expect(story.filter((line) => line.startsWith('B'))).toHaveLength(2)
    expect(story.at(-1)).toMatch(/^A has orders.v1-\d orders.v1-\d$/)
  })

  test('of two with one static name, the older one stops', async () => {
    const story: Story = []
    const stopping: Work = async (consumer, clock) => {
      while (clock.monotonicMs() < 30_000) await consumer.poll(200)
    }
    const fenced: Program = (clients, context) =>
      member(
        story,
        'A',
        { groupInstanceId: 'a' },
        stopping,
      )(clients, context).catch((error: unknown) => {
        story.push(error instanceof LogError ? error.code : String(error))
      })
    await play([fenced, later(3_000, member(story, 'B', { groupInstanceId: 'a' }))])
    expect(story).toContain('FENCED_INSTANCE_ID')
    expect(story.filter((line) => line.startsWith('B has'))).toHaveLength(1)
  })
})

describe('timers', () => {
  test('who does not poll leaves by himself, and commits nothing of what he had', async () => {
    const story: Story = []
    const zombie: Work = async (consumer, clock) => {
      const records = await consumer.poll(3_000)
      story.push(`read ${records.length > 0}`)
      await clock.sleep(12_000)
      const { topic, partition, offset, generation } = records.at(-1)!
      const [outcome] = await consumer.commit([{ topic, partition, offset: offset + 1, generation }])
      story.push(`commit ${outcome!.outcome} ${outcome!.generation}`)
      while (clock.monotonicMs() < 30_000) await consumer.poll(200)
      const [again] = await consumer.commit([{ topic, partition, offset: offset + 1, generation }])
      story.push(`commit ${again!.outcome}`)
      for (;;) await consumer.poll(200)
    }
    const { cluster } = await play([member(story, 'A', {}, zombie), later(1_000, member(story, 'B'))], {
      script: (made) => fill(made, 5),
    })
    expect(story).toContain('A left: poll-interval')
    expect(story).toContain('commit not-owned -1')
    expect(story.at(-1)).toBe('commit not-owned')
    expect(story.filter((line) => line.startsWith('A lost'))).toHaveLength(1)
    expect(cluster.requests('OffsetCommit')).toEqual([])
    const left = cluster.requests('LeaveGroup')[0]!.atMs
    expect(left).toBeGreaterThan(5_000)
    expect(left).toBeLessThan(8_500)
  })

  test('who stops to poll while he waits to be let in is not kept as a member', async () => {
    const impatient: Work = async (consumer, clock) => {
      await consumer.poll(50)
      await clock.sleep(30_000)
    }
    const { cluster } = await play([member([], 'A', {}, impatient)], {
      script: (made) => made.disturb('JoinGroup', { delayMs: 6_000 }, 1, 1),
    })
    expect(cluster.groups.of('search').memberIds).toEqual([])
    expect(cluster.requests('LeaveGroup')).toHaveLength(1)
  })

  test('heartbeats go on while records are handled', async () => {
    const story: Story = []
    const slow: Work = async (consumer, clock) => {
      await consumer.poll(2_000)
      await clock.sleep(4_500)
      story.push(`generation ${consumer.generation}`)
    }
    const { cluster } = await play([member(story, 'A', {}, slow)], { script: (made) => fill(made, 1) })
    expect(story).toContain('generation 1')
    const beats = cluster.requests('Heartbeat').map(({ atMs }) => atMs)
    expect(beats.length).toBeGreaterThanOrEqual(8)
    for (const [index, atMs] of beats.entries()) if (index > 0) expect(atMs - beats[index - 1]!).toBeLessThan(510)
  })
})

describe('commits', () => {
  test('a retry never comes after a higher commit, and what is lower is not sent', async () => {
    const outcomes: string[] = []
    const work: Work = async (consumer, clock) => {
      await consumer.poll(2_000)
      const commit = async (offset: number) => {
        const [outcome] = await consumer.commit([{ topic: TOPIC, partition: 0, offset }])
        outcomes.push(`${offset} ${outcome!.outcome}`)
      }
      const first = commit(1)
      await clock.sleep(10)
      await Promise.all([first, commit(3), commit(2)])
      await commit(2)
    }
    const { cluster } = await play([member([], 'A', {}, work)], {
      script: (made) => {
        fill(made, 5)
        made.disturb('OffsetCommit', { error: 'COORDINATOR_LOAD_IN_PROGRESS' })
      },
    })
    expect(outcomes.toSorted()).toEqual(['1 superseded', '2 superseded', '2 superseded', '3 committed'])
    const offsets = cluster.requests('OffsetCommit').map(({ request }) => request.partitions[0]!.offset)
    expect(offsets).toEqual([1, 3])
  })
})
