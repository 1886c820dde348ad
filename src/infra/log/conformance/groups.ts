/** Cases about groups as applications see them. */
import { partitionName, type LogConsumer } from '../port'
import { type ConformanceCase, failure } from './bench'
import { pollFor, pollUntil, send } from './reading'
import { member } from './member'
import { topic } from './topic'

const PARTITIONS = 6
const ALL = [0, 1, 2, 3, 4, 5]

/** What members own, by partition, each list in order. */
function owned(consumers: readonly LogConsumer[]): number[][] {
  return consumers
    .map((each) => each.assignment().map(({ partition }) => partition))
    .map((list) => list.toSorted((a, b) => a - b))
}

/** Each partition has exactly one owner. */
function isWhole(consumers: readonly LogConsumer[]): boolean {
  const all = owned(consumers).flat()
  return all.length === PARTITIONS && new Set(all).size === PARTITIONS
}

function sharing(assignor: 'range' | 'cooperative-sticky'): ConformanceCase {
  return {
    name: `with ${assignor}, members that come and go share all partitions, each with one owner`,
    expected: { alone: [ALL], two: [3, 3], three: [2, 2, 2], left: [3, 3], again: [ALL] },
    async observe(bench) {
      const groupId = bench.name('group')
      const name = await topic(bench, PARTITIONS)
      const make = () => {
        const consumer = member(bench, groupId, { assignors: [assignor] })
        consumer.subscribe([name])
        return consumer
      }
      const [a, b, c] = [make(), make(), make()]
      await pollUntil(bench, [a], 'a first member with everything', () => isWhole([a]))
      const alone = owned([a])
      const share = (consumers: readonly LogConsumer[], size: number) =>
        pollUntil(bench, consumers, `${size} partitions each`, () => {
          return isWhole(consumers) && owned(consumers).every((list) => list.length === size)
        })
      await share([a, b], 3)
      const two = owned([a, b]).map((list) => list.length)
      await share([a, b, c], 2)
      const three = owned([a, b, c]).map((list) => list.length)
      await a.close()
      await share([b, c], 3)
      const left = owned([b, c]).map((list) => list.length)
      await c.close()
      await pollUntil(bench, [b], 'a last member with everything', () => isWhole([b]))
      const again = owned([b])
      await b.close()
      return { alone, two, three, left, again }
    },
  }
}

export const groupCases: readonly ConformanceCase[] = [
  sharing('cooperative-sticky'),
  sharing('range'),
  {
    name: 'a member does not commit what it has given up, and the group keeps what its owner committed',
    expected: { late: 'not-owned', committed: 1 },
    async observe(bench) {
      const groupId = bench.name('group')
      const name = await topic(bench, PARTITIONS)
      for (const partition of ALL) await send(bench, name, ['x'], partition)
      const a = member(bench, groupId)
      a.subscribe([name])
      const records = await pollFor(bench, a, PARTITIONS)
      const b = member(bench, groupId)
      b.subscribe([name])
      await pollUntil(bench, [a, b], 'three partitions each', () => {
        return isWhole([a, b]) && owned([a, b]).every((list) => list.length === 3)
      })
      const own = new Set(a.assignment().map(partitionName))
      const lost = records.find((record) => !own.has(partitionName(record)))!
      const at = { topic: name, partition: lost.partition }
      // The owner has to have read it, or it has nothing to commit.
      await b.commit([{ ...at, offset: 1 }])
      const [late] = await a.commit([{ ...at, offset: 0, generation: lost.generation }])
      const [found] = await b.committed([at])
      await a.close()
      await b.close()
      return { late: late!.outcome, committed: found!.offset }
    },
  },
  {
    name: 'a static member that comes back has its partitions without a rebalance',
    expected: { isSameGeneration: true, partitions: ALL, otherEvents: [] },
    async observe(bench) {
      const groupId = bench.name('group')
      const name = await topic(bench, PARTITIONS)
      const make = (groupInstanceId: string) => {
        const consumer = member(bench, groupId, { groupInstanceId })
        consumer.subscribe([name])
        return consumer
      }
      const [one, two] = [make('one'), make('two')]
      await pollUntil(bench, [one, two], 'three partitions each', () => {
        return isWhole([one, two]) && owned([one, two]).every((list) => list.length === 3)
      })
      const before = one.generation
      const events: unknown[] = []
      two.onEvent(({ kind }) => void ((kind === 'joined' || kind === 'left') && events.push(kind)))
      await one.close()
      const again = make('one')
      await pollUntil(bench, [again, two], 'the same partitions', () => isWhole([again, two]))
      const observed = {
        isSameGeneration: again.generation === before,
        partitions: owned([again, two])
          .flat()
          .toSorted((a, b) => a - b),
        otherEvents: [...events],
      }
      await again.close()
      await two.close()
      return observed
    },
  },
  {
    name: 'administration of a group knows its states, and leaves members alone',
    expected: {
      unknown: ['NONE', 'Dead', 0],
      stable: ['NONE', 'Stable', 'cooperative-sticky', ALL],
      alterStable: 'UNKNOWN_MEMBER_ID',
      deleteStable: 'NON_EMPTY_GROUP',
      empty: ['NONE', 'Empty', 0],
      altered: 2,
      isListed: true,
      deleted: [['NONE', 'Dead', 0], []],
      deleteUnknown: 'GROUP_ID_NOT_FOUND',
    },
    async observe(bench) {
      const { admin } = bench.clients
      const groupId = bench.name('group')
      const name = await topic(bench, PARTITIONS)
      const at = { topic: name, partition: 0 }
      await send(bench, name, ['a', 'b', 'c'])
      const unknown = await admin.describeGroup(groupId)
      const consumer = member(bench, groupId)
      consumer.subscribe([name])
      await pollFor(bench, consumer, 3)
      await consumer.commit()
      const stable = await admin.describeGroup(groupId)
      const alterStable = await failure(admin.alterGroupOffsets(groupId, [{ ...at, offset: 2 }]))
      const deleteStable = await failure(admin.deleteGroup(groupId))
      await consumer.close()
      const empty = await admin.describeGroup(groupId)
      await admin.alterGroupOffsets(groupId, [{ ...at, offset: 2 }])
      const altered = (await admin.groupOffsets(groupId)).find(({ partition }) => partition === 0)
      const isListed = (await admin.groups()).includes(groupId)
      await admin.deleteGroup(groupId)
      const deleted = await admin.describeGroup(groupId)
      const brief = ({ error, state, members }: typeof deleted) => [error, state, members.length]
      return {
        unknown: brief(unknown),
        stable: [
          stable.error,
          stable.state,
          stable.protocolName,
          stable.members.flatMap(({ assignment }) => assignment.partitions.map(({ partition }) => partition)),
        ],
        alterStable,
        deleteStable,
        empty: brief(empty),
        altered: altered!.offset,
        isListed,
        deleted: [brief(deleted), await admin.groupOffsets(groupId)],
        deleteUnknown: await failure(admin.deleteGroup(groupId)),
      }
    },
  },
]
