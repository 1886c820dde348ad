/** Administration against brokers that do what a script says. */
import { describe, expect, test } from 'vitest'
import { LogError } from '../../protocol/error-code'
import { playProgram, TOPIC } from '../testing/play-program'
import { record } from '../testing/texts'

const [P0, P1] = [0, 1].map((partition) => ({ topic: TOPIC, partition }))
const FAST = { topics: { [TOPIC]: 2 }, clients: { requestTimeoutMs: 2_000 } }

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'NONE',
    (error: unknown) => (error instanceof LogError ? error.code : error),
  )
}

describe('topics', () => {
  test('are made, described, and deleted', async () => {
    const { result } = await playProgram(async ({ admin }) => {
      const made = await admin.createTopics([{ name: 'users.v1', partitions: 3, replicationFactor: 1 }])
      const again = await admin.createTopics([{ name: 'users.v1', partitions: 3, replicationFactor: 1 }])
      const described = await admin.describeTopics(['users.v1'])
      const deleted = await admin.deleteTopics(['users.v1'])
      return [made, again, described[0]!.partitions.length, deleted, await codeOf(admin.describeTopics(['users.v1']))]
    }, FAST)
    expect(result).toEqual([
      [{ name: 'users.v1', error: 'NONE' }],
      [{ name: 'users.v1', error: 'TOPIC_ALREADY_EXISTS' }],
      3,
      [{ name: 'users.v1', error: 'NONE' }],
      'UNKNOWN_TOPIC_OR_PARTITION',
    ])
  })
})

describe('offsets', () => {
  test('come from the leaders, which are asked again when they have moved', async () => {
    const { result } = await playProgram(
      async (clients, _, cluster) => {
        const { admin } = clients
        const producer = clients.producer()
        await Promise.all(
          [0, 1, 1].map((partition) => producer.send({ ...record(TOPIC, partition, 'a'), timestampMs: 500 })),
        )
        cluster.partition(P1!).lead(0)
        const all = await admin.offsets([P1!, P0!])
        const times = await admin.offsetsForTime([P0!, P1!], 501)
        await admin.deleteRecords([{ ...P1!, offset: 1 }])
        return [all, times.map(({ offset }) => offset), await admin.offsets([P1!])]
      },
      { ...FAST, script: (made) => made.disturb('ListOffsets', { error: 'NOT_LEADER_OR_FOLLOWER' }) },
    )
    expect(result).toEqual([
      [
        { ...P1, logStartOffset: 0, highWatermark: 2 },
        { ...P0, logStartOffset: 0, highWatermark: 1 },
      ],
      [-1, -1],
      [{ ...P1, logStartOffset: 1, highWatermark: 2 }],
    ])
  })

  test('what does not pass within the request timeout is an error', async () => {
    const { result } = await playProgram(({ admin }) => codeOf(admin.offsets([P0!])), {
      ...FAST,
      script: (made) => made.disturb('ListOffsets', 'lose-request', 100),
    })
    expect(result).toBe('REQUEST_TIMED_OUT')
  })
})

describe('groups', () => {
  test('have offsets that may be set while nobody is in them', async () => {
    const { result } = await playProgram(
      async (clients) => {
        const { admin } = clients
        await admin.alterGroupOffsets('search', [{ ...P0!, offset: 7 }])
        const set = await admin.groupOffsets('search')
        const consumer = clients.consumer({ groupId: 'search' })
        consumer.subscribe([TOPIC])
        await consumer.poll(1_000)
        const { state, members } = await admin.describeGroup('search')
        const position = consumer.position(P0!)
        const refused = await codeOf(admin.alterGroupOffsets('search', [{ ...P0!, offset: 1 }]))
        await consumer.close()
        const groups = await admin.groups()
        await admin.deleteGroup('search')
        return [set.map(({ offset }) => offset), state, members.length, position, refused, groups, await admin.groups()]
      },
      { ...FAST, script: (made) => void (made.partition(P0!).logStartOffset = 7) },
    )
    expect(result).toEqual([[7], 'Stable', 1, 7, 'UNKNOWN_MEMBER_ID', ['search'], []])
  })
})
