import { describe, expect, test } from 'vitest'
import type { IsrChange } from '../broker/metadata'
import { fenceBroker } from './broker-control'
import { applyRecords, partitionOf } from './cluster-image'
import type { Configs } from '../protocol/cluster-api'
import type { AlterPartitionRequest } from './controller-messages'
import { alterPartition, balanceLeaders, electLeaders } from './partition-control'
import { imageOf } from './testing/image-of'

const REPLICAS = [0, 1, 2]
const steady = { leaderId: 0, replicas: REPLICAS, isr: [0, 1] }

function requestOf(change: Partial<IsrChange>, rest: Partial<AlterPartitionRequest> = {}): AlterPartitionRequest {
  const isr = change.isr ?? [0, 1, 2]
  return {
    type: 'AlterPartition',
    request: 0,
    brokerId: 0,
    brokerEpoch: 10,
    change: { topic: 'orders', partition: 0, leaderEpoch: 1, partitionEpoch: 1, isr, ...change },
    isrBrokerEpochs: isr.map((replica) => 10 + replica),
    ...rest,
  }
}

/** One change has been made, so that there are epochs before and after. */
const changed = applyRecords(imageOf({ partitions: [steady] }), [
  { type: 'PartitionChangeRecord', topic: 'orders', partition: 0, leaderId: 0 },
])

describe('AlterPartition', () => {
  test('grows the ISR and leaves the leader and its epoch', () => {
    const { records, response } = alterPartition(changed, requestOf({}))
    expect(response.error).toBe('NONE')
    expect(partitionOf(applyRecords(changed, records), 'orders', 0)).toMatchObject({
      leaderId: 0,
      leaderEpoch: 1,
      partitionEpoch: 2,
      isr: [0, 1, 2],
    })
  })

  test.each([
    ['an older leader epoch', requestOf({ leaderEpoch: 0 }), 'FENCED_LEADER_EPOCH'],
    ['an older partition epoch', requestOf({ partitionEpoch: 0 }), 'INVALID_UPDATE_VERSION'],
    ['a leader epoch that this controller does not know yet', requestOf({ leaderEpoch: 2 }), 'NOT_CONTROLLER'],
    ['a partition epoch that it does not know yet', requestOf({ partitionEpoch: 2 }), 'NOT_CONTROLLER'],
    ['somebody who does not lead', requestOf({}, { brokerId: 1, brokerEpoch: 11 }), 'INVALID_REQUEST'],
    ['an earlier registration', requestOf({}, { brokerEpoch: 9 }), 'STALE_BROKER_EPOCH'],
    ['a broker that is not registered', requestOf({}, { brokerId: 7 }), 'BROKER_ID_NOT_REGISTERED'],
    ['an ISR without the leader', requestOf({ isr: [1, 2] }), 'INVALID_REQUEST'],
    ['an empty ISR', requestOf({ isr: [] }), 'INVALID_REQUEST'],
    ['a stranger in the ISR', requestOf({ isr: [0, 5] }), 'INVALID_REQUEST'],
    ['a replica that has restarted since', requestOf({}, { isrBrokerEpochs: [10, 11, 3] }), 'INELIGIBLE_REPLICA'],
    ['a partition that is not there', requestOf({ partition: 4 }), 'UNKNOWN_TOPIC_OR_PARTITION'],
  ] as const)('%s is refused', (_, request, error) => {
    expect(alterPartition(changed, request)).toEqual({ records: [], response: { error } })
  })

  test('after an unclean election the leader has recovered once it says what the ISR is to be', () => {
    const fenced = { ...steady, leaderId: -1, isr: [1] }
    const image = imageOf({ partitions: [fenced], fenced: [1], configs: { 'unclean.leader.election.enable': 'true' } })
    const place = { topic: 'orders', partition: 0 }
    const ask = { type: 'ElectLeaders', request: 0, electionType: 'unclean', partitions: [place] } as const
    const elected = applyRecords(image, electLeaders(image, ask).records)
    expect(partitionOf(elected, 'orders', 0)).toMatchObject({ leaderId: 0, leaderRecoveryState: 'RECOVERING' })
    // Neither its own fencing, nor the next election, which is clean, changes that.
    const again = applyRecords(elected, fenceBroker(elected, 0))
    expect(partitionOf(again, 'orders', 0)).toMatchObject({ leaderRecoveryState: 'RECOVERING' })
    const { records } = alterPartition(elected, requestOf({ isr: [0, 2] }))
    expect(partitionOf(applyRecords(elected, records), 'orders', 0)).toMatchObject({
      isr: [0, 2],
      leaderRecoveryState: 'RECOVERED',
    })
  })

  test('a fenced replica does not get into the ISR', () => {
    const image = imageOf({ partitions: [steady], fenced: [2] })
    const request = requestOf({ leaderEpoch: 0, partitionEpoch: 0 })
    expect(alterPartition(image, request).response.error).toBe('INELIGIBLE_REPLICA')
  })
})

describe('a broker that is fenced', () => {
  test.each([
    [
      'a leader hands over to the next in the ISR',
      { isr: [0, 1, 2] },
      {},
      { leaderId: 1, isr: [1, 2], leaderEpoch: 1 },
    ],
    ['the last of the ISR stays in it, and nobody leads', { isr: [0] }, {}, { leaderId: -1, isr: [0], leaderEpoch: 1 }],
    ['unclean, another leads alone', { isr: [0] }, { unclean: 'true' }, { leaderId: 1, isr: [1], leaderEpoch: 1 }],
    [
      'a follower only leaves the ISR',
      { leaderId: 2, isr: [0, 2] },
      {},
      { leaderId: 2, isr: [2], leaderEpoch: 0, partitionEpoch: 1 },
    ],
  ] as const)('%s', (_, state, { unclean }: { readonly unclean?: string }, expected) => {
    const configs: Configs = unclean === undefined ? {} : { 'unclean.leader.election.enable': unclean }
    const image = imageOf({ partitions: [{ ...steady, ...state }], configs })
    const after = applyRecords(image, fenceBroker(image, 0))
    expect(after.brokers.get(0)!.isFenced).toBe(true)
    expect(partitionOf(after, 'orders', 0)).toMatchObject(expected)
  })
})

describe('ElectLeaders', () => {
  const elect = (image: ReturnType<typeof imageOf>, electionType: 'preferred' | 'unclean', partition = 0) =>
    electLeaders(image, {
      type: 'ElectLeaders',
      request: 0,
      electionType,
      partitions: [{ topic: 'orders', partition }],
    })

  test.each([
    ['preferred, though it leads', 'preferred', { leaderId: 0 }, [], 'ELECTION_NOT_NEEDED'],
    [
      'preferred, though it is not in sync',
      'preferred',
      { leaderId: 1, isr: [1] },
      [],
      'PREFERRED_LEADER_NOT_AVAILABLE',
    ],
    ['unclean, though somebody leads', 'unclean', { leaderId: 1 }, [], 'ELECTION_NOT_NEEDED'],
    ['unclean without anybody', 'unclean', { leaderId: -1, isr: [0] }, [0, 1, 2], 'ELIGIBLE_LEADERS_NOT_AVAILABLE'],
  ] as const)('%s', (_, type, state, fenced, error) => {
    const image = imageOf({ partitions: [{ ...steady, ...state }], fenced })
    const { records, response } = elect(image, type)
    expect(records).toEqual([])
    expect(response.partitions).toEqual([{ topic: 'orders', partition: 0, error }])
  })

  test('the preferred leader comes back, an unclean one comes alone, and an unknown partition stays unknown', () => {
    const preferred = elect(imageOf({ partitions: [{ ...steady, leaderId: 1 }] }), 'preferred')
    expect(preferred.records).toMatchObject([{ leaderId: 0 }])
    const unclean = elect(imageOf({ partitions: [{ ...steady, leaderId: -1, isr: [0] }], fenced: [0] }), 'unclean')
    expect(unclean.records).toMatchObject([{ leaderId: 1, isr: [1], leaderRecoveryState: 'RECOVERING' }])
    const unknown = elect(imageOf({}), 'preferred', 3)
    expect(unknown.response.partitions[0]!.error).toBe('UNKNOWN_TOPIC_OR_PARTITION')
  })

  test('balancing moves only what can be moved', () => {
    const image = imageOf({
      partitions: [
        { leaderId: 1, replicas: [0, 1], isr: [1, 0] },
        { leaderId: 1, replicas: [2, 1], isr: [1] },
      ],
    })
    expect(balanceLeaders(image)).toMatchObject([{ partition: 0, leaderId: 0 }])
  })
})
