import { describe, expect, test } from 'vitest'
import { heartbeatOfBroker, registerBroker } from './broker-control'
import { BrokerSessions } from './broker-sessions'
import { applyRecords, partitionOf } from './cluster-image'
import { imageOf } from './testing/image-of'

const SESSION_MS = 9_000
const partition = { leaderId: 0, replicas: [0, 1], isr: [0, 1] }

function setUp(fenced: readonly number[] = []) {
  const image = imageOf({ fenced, partitions: [partition] })
  return { image, sessions: new BrokerSessions(SESSION_MS, image, 0) }
}

describe('a registration', () => {
  const request = { type: 'BrokerRegistration', request: 0, brokerId: 0, incarnationId: 'again' } as const

  test('waits for the end of the session before, and takes over from it then', () => {
    const { image, sessions } = setUp()
    const early = registerBroker(image, sessions, request, 50, SESSION_MS - 1)
    expect(early).toEqual({ records: [], response: { error: 'DUPLICATE_BROKER_REGISTRATION' } })
    const { records, response } = registerBroker(image, sessions, request, 50, SESSION_MS)
    const after = applyRecords(image, records)
    // Its epoch is the offset of its record, which comes after those that fence what it was before.
    expect(records.at(-1)).toMatchObject({ type: 'RegisterBrokerRecord', brokerEpoch: 50 + records.length - 1 })
    expect(response).toEqual({ error: 'NONE', brokerEpoch: 50 + records.length - 1 })
    expect(after.brokers.get(0)).toMatchObject({ isFenced: true, incarnationId: 'again' })
    expect(partitionOf(after, 'orders', 0)).toMatchObject({ leaderId: 1, isr: [1] })
  })

  test('that is sent twice is one', () => {
    const { image, sessions } = setUp()
    const response = registerBroker(image, sessions, { ...request, incarnationId: '0' }, 50, 1)
    expect(response).toEqual({ records: [], response: { error: 'NONE', brokerEpoch: 10 } })
  })
})

describe('a heartbeat', () => {
  const request = {
    type: 'BrokerHeartbeat',
    request: 0,
    brokerId: 0,
    brokerEpoch: 10,
    currentMetadataOffset: 10,
  } as const

  test('unfences a broker that has caught up with its registration, and no other', () => {
    const { image, sessions } = setUp([0])
    const behind = heartbeatOfBroker(image, sessions, { ...request, currentMetadataOffset: 9 }, 1)
    expect(behind).toEqual({ records: [], response: { error: 'NONE', isFenced: true } })
    const { records, response } = heartbeatOfBroker(image, sessions, request, 1)
    expect(response).toEqual({ error: 'NONE', isFenced: false })
    expect(applyRecords(image, records).brokers.get(0)!.isFenced).toBe(false)
  })

  test('gives leaders to partitions that had none', () => {
    const image = imageOf({ fenced: [0], partitions: [{ leaderId: -1, replicas: [0, 1], isr: [0] }] })
    const sessions = new BrokerSessions(SESSION_MS, image, 0)
    const after = applyRecords(image, heartbeatOfBroker(image, sessions, request, 1).records)
    expect(partitionOf(after, 'orders', 0)).toMatchObject({ leaderId: 0, isr: [0], leaderEpoch: 1 })
  })

  test('of an earlier registration counts for nothing', () => {
    const { image, sessions } = setUp()
    const { response } = heartbeatOfBroker(image, sessions, { ...request, brokerEpoch: 3 }, SESSION_MS)
    expect(response.error).toBe('STALE_BROKER_EPOCH')
    expect(sessions.isValid(0, SESSION_MS)).toBe(false)
    heartbeatOfBroker(image, sessions, request, SESSION_MS)
    expect(sessions.isValid(0, SESSION_MS)).toBe(true)
  })
})
