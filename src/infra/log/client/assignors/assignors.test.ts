/** The assignors as rules: what Kafka's documentation shows, and properties for any group. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TopicPartition } from '../../protocol/topic-partition'
import { partitionName } from '../../protocol/topic-partition'
import { type Assign, type Assignments, type GroupMember, namesOf } from './assignor'
import { assignCooperativeSticky } from './cooperative-sticky'
import { assignRange } from './range'
import { assignSticky } from './sticky'

function member(
  memberId: string,
  topics: readonly string[],
  ownedPartitions: readonly TopicPartition[] = [],
  generationId = -1,
  groupInstanceId: string | null = null,
): GroupMember {
  return { memberId, groupInstanceId, subscription: { topics, ownedPartitions, generationId } }
}

function shown(assignments: Assignments): Record<string, string> {
  return Object.fromEntries([...assignments].map(([id, partitions]) => [id, partitions.map(partitionName).join(' ')]))
}

describe('range', () => {
  test('gives each member a range of each topic, and the first ones what is left over', () => {
    const counts = new Map([
      ['t0', 3],
      ['t1', 3],
    ])
    expect(shown(assignRange(counts, [member('c0', ['t0', 't1']), member('c1', ['t0', 't1'])]))).toEqual({
      c0: 't0-0 t0-1 t1-0 t1-1',
      c1: 't0-2 t1-2',
    })
  })

  test('puts static members first, by their own names', () => {
    const members = [member('a', ['t0']), member('z', ['t0'], [], -1, 'i1'), member('b', ['t0'], [], -1, 'i2')]
    expect(shown(assignRange(new Map([['t0', 3]]), members))).toEqual({ a: 't0-2', b: 't0-1', z: 't0-0' })
  })

  test('leaves out who does not take the topic, and who comes too late', () => {
    const members = [member('a', ['t0']), member('b', ['t1']), member('c', ['t0'])]
    expect(shown(assignRange(new Map([['t0', 1]]), members))).toEqual({ a: 't0-0', b: '', c: '' })
  })
})

describe('sticky', () => {
  const owned = (...partitions: readonly number[]) => partitions.map((partition) => ({ topic: 't0', partition }))

  test('a member that joins takes no more than its share, and the others keep the rest', () => {
    const members = [
      member('a', ['t0'], owned(0, 1, 2), 4),
      member('b', ['t0'], owned(3, 4, 5), 4),
      member('c', ['t0']),
    ]
    expect(shown(assignSticky(new Map([['t0', 6]]), members))).toEqual({
      a: 't0-0 t0-1',
      b: 't0-3 t0-4',
      c: 't0-2 t0-5',
    })
  })

  test('of two that claim a partition the later generation has it; of the same generation, neither', () => {
    const later = [member('a', ['t0'], owned(0, 1), 3), member('b', ['t0'], owned(0, 1), 5)]
    expect(shown(assignSticky(new Map([['t0', 2]]), later))).toEqual({ a: 't0-1', b: 't0-0' })
    const same = [member('a', ['t0'], owned(0), 5), member('b', ['t0'], owned(0, 1), 5)]
    expect(shown(assignSticky(new Map([['t0', 2]]), same))).toEqual({ a: 't0-0', b: 't0-1' })
  })

  test('cooperative: what moves is nobody’s in the first round, and the other’s in the second', () => {
    const counts = new Map([['t0', 2]])
    const first = assignCooperativeSticky(counts, [member('a', ['t0'], owned(0, 1), 1), member('b', ['t0'])])
    expect(shown(first)).toEqual({ a: 't0-0', b: '' })
    const second = assignCooperativeSticky(counts, [member('a', ['t0'], owned(0), 2), member('b', ['t0'], [], 2)])
    expect(shown(second)).toEqual({ a: 't0-0', b: 't0-1' })
  })
})

const TOPICS = ['t0', 't1', 't2']
const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

const counts = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }).map((numbers) => {
  return new Map(numbers.map((count, index) => [TOPICS[index]!, count]))
})
const ids = fc.uniqueArray(fc.constantFrom(...IDS), { minLength: 1, maxLength: 7 })

/** The members of the next generation: who is left keeps what it was given, and everybody takes all topics. */
function next(
  group: readonly string[],
  before: Assignments,
  generation: number,
  topics: readonly string[],
): GroupMember[] {
  return group.map((id) => {
    const had = before.get(id)
    return had === undefined ? member(id, topics) : member(id, topics, had, generation)
  })
}

function allOf(partitionCounts: ReadonlyMap<string, number>): string[] {
  return [...partitionCounts].flatMap(([topic, count]) =>
    Array.from({ length: count }, (_, partition) => partitionName({ topic, partition })),
  )
}

function sizesOf(assignments: Assignments): number[] {
  return [...assignments.values()].map((partitions) => partitions.length)
}

describe('for any group', () => {
  const subscribed = fc.record({
    counts,
    topics: fc.array(fc.subarray(TOPICS, { minLength: 1 }), { minLength: 7, maxLength: 7 }),
    ids,
  })

  test.each<[string, Assign]>([
    ['range', assignRange],
    ['sticky', assignSticky],
  ])('%s gives every partition that somebody takes to one who takes it, and to nobody else', (_, assign) => {
    fc.assert(
      fc.property(subscribed, ({ counts: partitionCounts, topics, ids: group }) => {
        const members = group.map((id, index) => member(id, topics[index]!))
        const assignments = assign(partitionCounts, members)
        const given = [...assignments.values()].flat().map(partitionName)
        const wanted = allOf(partitionCounts).filter((name) =>
          members.some(({ subscription }) => subscription.topics.some((topic) => name.startsWith(`${topic}-`))),
        )
        expect(given.toSorted()).toEqual(wanted.toSorted())
        for (const { memberId, subscription } of members) {
          for (const { topic } of assignments.get(memberId)!) expect(subscription.topics).toContain(topic)
        }
      }),
    )
  })

  test('sticky leaves no move that would make two members more alike', () => {
    fc.assert(
      fc.property(subscribed, ({ counts: partitionCounts, topics, ids: group }) => {
        const members = group.map((id, index) => member(id, topics[index]!))
        const assignments = assignSticky(partitionCounts, members)
        for (const partitions of assignments.values()) {
          for (const { topic } of partitions) {
            for (const { memberId, subscription } of members) {
              if (!subscription.topics.includes(topic)) continue
              expect(assignments.get(memberId)!.length + 1).toBeGreaterThanOrEqual(partitions.length)
            }
          }
        }
      }),
    )
  })

  test('sticky moves as little as evenness needs', () => {
    fc.assert(
      fc.property(counts, ids, ids, (partitionCounts, before, after) => {
        const topics = [...partitionCounts.keys()]
        const first = assignSticky(
          partitionCounts,
          before.map((id) => member(id, topics)),
        )
        const second = assignSticky(partitionCounts, next(after, first, 1, topics))
        const sizes = sizesOf(second)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
        // Whoever stays keeps all it had, down to a share that everybody else has, too.
        for (const [id, had] of first) {
          const has = second.get(id)
          if (has === undefined) continue
          const kept = namesOf(has)
          const lost = had.filter((partition) => !kept.has(partitionName(partition)))
          expect(has.length === had.length - lost.length || lost.length === 0).toBe(true)
          if (lost.length > 0)
            expect(has.length).toBeLessThanOrEqual(Math.ceil(allOf(partitionCounts).length / after.length))
        }
      }),
    )
  })

  test('cooperative never has two owners in one round, and is at its goal after a second one', () => {
    fc.assert(
      fc.property(counts, ids, ids, (partitionCounts, before, after) => {
        const topics = [...partitionCounts.keys()]
        const first = assignSticky(
          partitionCounts,
          before.map((id) => member(id, topics)),
        )
        const joined = next(after, first, 1, topics)
        const second = assignCooperativeSticky(partitionCounts, joined)
        const owners = new Map(
          joined.flatMap(({ memberId, subscription }) =>
            subscription.ownedPartitions.map((partition) => [partitionName(partition), memberId]),
          ),
        )
        for (const [id, partitions] of second) {
          for (const name of namesOf(partitions)) expect(owners.get(name) ?? id).toBe(id)
        }
        const third = assignCooperativeSticky(partitionCounts, next(after, second, 2, topics))
        expect([...third.values()].flat().map(partitionName).toSorted()).toEqual(allOf(partitionCounts).toSorted())
        const fourth = assignCooperativeSticky(partitionCounts, next(after, third, 3, topics))
        expect(shown(fourth)).toEqual(shown(third))
      }),
    )
  })
})
