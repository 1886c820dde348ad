/** Cases about where a consumer reads: what was committed, what is reset, what is sought. */
import { type ConformanceCase, failure, QUICK, text, until } from './bench'
import { member } from './member'
import { pollFor, send } from './reading'
import { topic } from './topic'

export const positionCases: readonly ConformanceCase[] = [
  {
    name: 'who comes after goes on where the group has committed',
    expected: {
      first: ['a', 'b', 'c'],
      outcomes: ['committed'],
      committed: [2, 0],
      second: ['c', 'd', 'e'],
      other: ['a', 'b', 'c', 'd', 'e'],
    },
    async observe(bench) {
      const groupId = bench.name('group')
      const name = await topic(bench)
      const at = { topic: name, partition: 0 }
      await send(bench, name, ['a', 'b', 'c'])
      const first = member(bench, groupId)
      first.subscribe([name])
      const records = await pollFor(bench, first, 3)
      const { leaderEpoch, generation } = records[1]!
      const outcomes = await first.commit([{ ...at, offset: 2, leaderEpoch, generation }])
      await first.close()
      const [committed] = await bench.clients.admin.groupOffsets(groupId)
      await send(bench, name, ['d', 'e'])
      const second = member(bench, groupId)
      second.subscribe([name])
      const after = await pollFor(bench, second, 3)
      await second.close()
      const other = member(bench, bench.name('other'))
      other.subscribe([name])
      const all = await pollFor(bench, other, 5)
      await other.close()
      return {
        first: records.map(({ value }) => text(value)),
        outcomes: outcomes.map(({ outcome }) => outcome),
        committed: [committed!.offset, committed!.leaderEpoch],
        second: after.map(({ value }) => text(value)),
        other: all.map(({ value }) => text(value)),
      }
    },
  },
  {
    name: 'without a committed offset a group begins where its reset policy says',
    expected: {
      earliest: [['earliest', 0], ['a', 'b', 'new']],
      latest: [['latest', 2], ['new']],
      none: 'OFFSET_OUT_OF_RANGE',
    }, // prettier-ignore
    async observe(bench) {
      const name = await topic(bench)
      await send(bench, name, ['a', 'b'])
      const start = async (offsetReset: 'earliest' | 'latest') => {
        const consumer = member(bench, bench.name(offsetReset), { offsetReset })
        const resets: unknown[] = []
        consumer.onEvent((event) => void (event.kind === 'reset' && resets.push(event.policy, event.to)))
        consumer.subscribe([name])
        const values: (string | null)[] = []
        const poll = async () => void values.push(...(await consumer.poll(20)).map(({ value }) => text(value)))
        await until(bench, 'a position', async () => {
          await poll()
          return resets.length > 0 ? true : undefined
        })
        return { consumer, resets, values, poll }
      }
      const earliest = await start('earliest')
      const latest = await start('latest')
      await send(bench, name, ['new'])
      for (const { consumer, values, poll } of [earliest, latest]) {
        await until(bench, 'the new record', async () => {
          await poll()
          return values.at(-1) === 'new' ? true : undefined
        })
        await consumer.close()
      }
      const none = member(bench, bench.name('none'), { offsetReset: 'none' })
      none.subscribe([name])
      const error = await failure(pollFor(bench, none, 1))
      await none.close()
      return {
        earliest: [earliest.resets, earliest.values],
        latest: [latest.resets, latest.values],
        none: error,
      }
    },
  },
  {
    name: 'an offset that retention has overtaken is reset, or told',
    expected: { reset: [['earliest', 1, 3], ['d', 'e']], none: 'OFFSET_OUT_OF_RANGE' }, // prettier-ignore
    async observe(bench) {
      const name = await topic(bench)
      const at = { topic: name, partition: 0 }
      const groupId = bench.name('group')
      await send(bench, name, ['a', 'b', 'c', 'd', 'e'])
      await bench.clients.admin.alterGroupOffsets(groupId, [{ ...at, offset: 1 }])
      await bench.clients.admin.deleteRecords([{ ...at, offset: 3 }])
      const consumer = member(bench, groupId)
      const resets: unknown[] = []
      consumer.onEvent((event) => void (event.kind === 'reset' && resets.push(event.policy, event.from, event.to)))
      consumer.subscribe([name])
      const records = await pollFor(bench, consumer, 2)
      await consumer.close()
      const strict = bench.clients.consumer({ groupId: null, offsetReset: 'none', ...QUICK })
      strict.assign([at])
      strict.seek(at, 1)
      const none = await failure(pollFor(bench, strict, 1))
      await strict.close()
      return { reset: [resets, records.map(({ value }) => text(value))], none }
    },
  },
  {
    name: 'paused partitions give nothing, a seek moves, and positions are known',
    expected: { paused: ['b0'], resumed: ['a0', 'a1'], sought: ['a1'], positions: [2, 1] },
    async observe(bench) {
      const name = await topic(bench, 2)
      await send(bench, name, ['a0', 'a1'], 0)
      await send(bench, name, ['b0'], 1)
      const [a, b] = [0, 1].map((partition) => ({ topic: name, partition })) as [
        { topic: string; partition: number },
        { topic: string; partition: number },
      ]
      const consumer = bench.clients.consumer({ groupId: null, offsetReset: 'earliest', ...QUICK })
      consumer.assign([a, b])
      consumer.pause([a])
      const paused = await pollFor(bench, consumer, 1)
      consumer.resume([a])
      const resumed = await pollFor(bench, consumer, 2)
      consumer.seek(a, 1)
      const sought = await pollFor(bench, consumer, 1)
      const positions = [consumer.position(a), consumer.position(b)]
      await consumer.close()
      const values = (records: typeof paused) => records.map(({ value }) => text(value))
      return { paused: values(paused), resumed: values(resumed), sought: values(sought), positions }
    },
  },
]
