import { describe, expect, test } from 'vitest'
import { applyRecords, partitionOf } from './cluster-image'
import { alterBrokerConfigs, alterConfigs, describeConfigs } from './config-control'
import { imageOf } from './testing/image-of'

const UNCLEAN = 'unclean.leader.election.enable'
const leaderless = { leaderId: -1, replicas: [0, 1], isr: [0] }
const image = imageOf({ fenced: [0], configs: { 'retention.ms': '1000' }, partitions: [leaderless] })

const alter = (configs: Readonly<Record<string, string | null>>, name = 'orders') =>
  alterConfigs(image, { type: 'IncrementalAlterConfigs', request: 0, topics: [{ name, configs }] })
const alterBroker = (configs: Readonly<Record<string, string | null>>, brokerId = 1, of = image, brokerEpoch = 10) =>
  alterBrokerConfigs(of, {
    type: 'AlterBrokerConfigs',
    request: 0,
    brokerId,
    brokerEpoch: brokerEpoch + brokerId,
    configs,
  })
const valueIn = (after: typeof image, config: string) =>
  describeConfigs(after, { type: 'DescribeConfigs', request: 0, topics: ['orders'] }).topics[0]!.configs.find(
    ({ name }) => name === config,
  )

describe('settings of a topic', () => {
  test('change one by one, and go back to their defaults', () => {
    const after = applyRecords(image, alter({ 'segment.bytes': '2000', 'retention.ms': null }).records)
    expect(after.topics.get('orders')!.configs).toEqual({ 'segment.bytes': '2000' })
    expect(valueIn(after, 'segment.bytes')).toMatchObject({ value: '2000', isDefault: false })
    expect(valueIn(after, 'retention.ms')).toMatchObject({ value: '604800000', isDefault: true })
  })

  test.each([
    ['an unknown topic', { 'segment.bytes': '2000' }, 'none', 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['an unknown setting', { 'no.such': '1' }, 'orders', 'INVALID_CONFIG'],
    ['a value out of its bounds', { 'min.insync.replicas': '0' }, 'orders', 'INVALID_CONFIG'],
  ])('%s is refused', (_, configs, name, error) => {
    const { records, response } = alter(configs, name)
    expect(records).toEqual([])
    expect(response.topics[0]!.error).toBe(error)
  })

  test('where an unclean election is allowed from now on, there is one at once', () => {
    const after = applyRecords(image, alter({ [UNCLEAN]: 'true' }).records)
    expect(partitionOf(after, 'orders', 0)).toMatchObject({ leaderId: 1, isr: [1], leaderEpoch: 1 })
  })
})

describe('what a broker is set to', () => {
  test('holds for topics without their own', () => {
    const after = applyRecords(image, alterBroker({ [UNCLEAN]: 'true' }).records)
    expect(partitionOf(after, 'orders', 0)).toMatchObject({ leaderId: 1, isr: [1], leaderRecoveryState: 'RECOVERING' })
    expect(valueIn(after, UNCLEAN)).toMatchObject({ value: 'true', isDefault: true })
    const own = imageOf({ fenced: [0], configs: { [UNCLEAN]: 'false' }, partitions: [leaderless] })
    const unmoved = applyRecords(own, alterBroker({ [UNCLEAN]: 'true' }, 1, own).records)
    expect(partitionOf(unmoved, 'orders', 0)).toMatchObject({ leaderId: -1, isr: [0] })
  })

  test('is its own: what another one says, or says again, changes nothing', () => {
    const allowed = applyRecords(image, alterBroker({ [UNCLEAN]: 'true' }).records)
    const others = alterBroker({ [UNCLEAN]: null }, 2, allowed)
    expect(others).toEqual({ records: [], response: { error: 'NONE' } })
    expect(alterBroker({ [UNCLEAN]: 'true' }, 1, allowed).records).toEqual([])
    const both = applyRecords(allowed, alterBroker({ [UNCLEAN]: 'true' }, 2, allowed).records)
    const one = applyRecords(both, alterBroker({ [UNCLEAN]: null }, 1, both).records)
    expect(valueIn(one, UNCLEAN)).toMatchObject({ value: 'true' })
    const none = applyRecords(one, alterBroker({ [UNCLEAN]: null }, 2, one).records)
    expect(valueIn(none, UNCLEAN)).toMatchObject({ value: 'false' })
  })

  test('is not set by who it was before a restart', () => {
    expect(alterBroker({ [UNCLEAN]: 'true' }, 1, image, 9)).toEqual({
      records: [],
      response: { error: 'STALE_BROKER_EPOCH' },
    })
  })

  test('is the only one of its kind', () => {
    expect(alterBroker({ 'retention.ms': '1' })).toEqual({ records: [], response: { error: 'INVALID_CONFIG' } })
  })
})
