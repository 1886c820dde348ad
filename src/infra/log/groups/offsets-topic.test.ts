import { describe, expect, test } from 'vitest'
import { createRng } from '~/kernel/random'
import { decodeAssignment, decodeSubscription, encodeAssignment, encodeSubscription } from './consumer-protocol'
import { groupHash } from './group-hash'
import { decodeGroupRecord, encodeGroupRecord, type GroupRecord, type OffsetValue } from './offsets-topic'

const hex = (bytes: Uint8Array | null): string => (bytes === null ? 'null' : Buffer.from(bytes).toString('hex'))
const offset: GroupRecord = {
  key: { kind: 'offset', groupId: 'g', topic: 'orders', partition: 3 },
  value: { offset: 258, leaderEpoch: 5, metadata: 'ü', commitTimestampMs: 4_294_967_297 },
}

describe('records of the offsets topic', () => {
  test('an offset is what Kafka writes, byte for byte', () => {
    const { key, value } = encodeGroupRecord(offset)
    expect(hex(key)).toBe(`0001${'0001'}67${'0006'}6f7264657273${'00000003'}`)
    expect(hex(value)).toBe(`0004${'0000000000000102'}${'00000005'}${'03'}c3bc${'0000000100000001'}${'00'}`)
    const before = Buffer.from(`0003${'0000000000000102'}${'00000005'}${'0002'}c3bc${'0000000100000001'}`, 'hex')
    expect(decodeGroupRecord(key, before)).toEqual(offset)
  })

  test('a group is what Kafka writes, byte for byte', () => {
    const group: GroupRecord = {
      key: { kind: 'group', groupId: 'g' },
      value: {
        protocolType: 'consumer',
        generationId: 7,
        protocolName: 'range',
        leader: 'm',
        stateTimestampMs: 1,
        members: [
          {
            memberId: 'm',
            groupInstanceId: null,
            clientId: 'c',
            clientHost: 'h',
            rebalanceTimeoutMs: 16,
            sessionTimeoutMs: 17,
            subscription: Uint8Array.of(1),
            assignment: Uint8Array.of(2, 3),
          },
        ],
      },
    }
    const { key, value } = encodeGroupRecord(group)
    expect(hex(key)).toBe('0002000167')
    const member = `00016d${'ffff'}000163${'000168'}${'00000010'}${'00000011'}${'0000000101'}${'000000020203'}`
    const head = `0003${'0008'}636f6e73756d6572${'00000007'}${'0005'}72616e6765${'00016d'}${'0000000000000001'}`
    expect(hex(value)).toBe(`${head}00000001${member}`)
    expect(decodeGroupRecord(key, value)).toEqual(group)
  })

  test('both are read as they were written, and tombstones, too', () => {
    const long: GroupRecord = { ...offset, value: { ...offset.value!, metadata: 'x'.repeat(4_096) } as OffsetValue }
    const written = encodeGroupRecord(long)
    expect(decodeGroupRecord(written.key, written.value)).toEqual(long)
    const { key, value } = encodeGroupRecord(offset)
    expect(decodeGroupRecord(key, value)).toEqual(offset)
    expect(decodeGroupRecord(key, null)).toEqual({ ...offset, value: null })
  })

  test('what members say and get is read as it was written', () => {
    const ownedPartitions = [
      { topic: 'a', partition: 1 },
      { topic: 'a', partition: 0 },
      { topic: 'b', partition: 2 },
    ]
    const subscription = { topics: ['a', 'b'], ownedPartitions, generationId: 4 }
    expect(decodeSubscription(encodeSubscription(subscription))).toEqual(subscription)
    const assignment = { partitions: ownedPartitions }
    expect(decodeAssignment(encodeAssignment(assignment))).toEqual(assignment)
    expect(hex(encodeAssignment({ partitions: [{ topic: 'a', partition: 1 }] }))).toBe(
      `0003${'00000001'}${'000161'}${'00000001'}${'00000001'}${'ffffffff'}`,
    )
  })

  test('a group belongs to the partition that the hash of Java says', () => {
    // String.hashCode of these is 98_262, and -2^31, which has no positive counterpart.
    expect(groupHash('cat')).toBe(98_262)
    expect(groupHash('polygenelubricants')).toBe(0)
    const rng = createRng(1)
    for (let count = 0; count < 100; count += 1) {
      expect(groupHash(String(rng.float()))).toBeGreaterThanOrEqual(0)
    }
  })
})
