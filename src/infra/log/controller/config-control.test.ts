import { describe, expect, test } from 'vitest'
import { applyRecords, partitionOf } from './cluster-image'
import { alterClusterConfigs, alterConfigs, describeConfigs } from './config-control'
import { imageOf } from './testing/image-of'

const UNCLEAN = 'unclean.leader.election.enable'
const leaderless = { leaderId: -1, replicas: [0, 1], isr: [0] }
const image = imageOf({ fenced: [0], configs: { 'retention.ms': '1000' }, partitions: [leaderless] })

const alter = (configs: Readonly<Record<string, string | null>>, name = 'orders') =>
  alterConfigs(image, { type: 'IncrementalAlterConfigs', request: 0, topics: [{ name, configs }] })
const alterCluster = (configs: Readonly<Record<string, string | null>>) =>
  alterClusterConfigs(image, { type: 'AlterClusterConfigs', request: 0, configs })
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

describe('the setting of the cluster', () => {
  test('holds for topics without their own', () => {
    const after = applyRecords(image, alterCluster({ [UNCLEAN]: 'true' }).records)
    expect(partitionOf(after, 'orders', 0)).toMatchObject({ leaderId: 1, isr: [1] })
    expect(valueIn(after, UNCLEAN)).toMatchObject({ value: 'true', isDefault: true })
    const own = imageOf({ fenced: [0], configs: { [UNCLEAN]: 'false' }, partitions: [leaderless] })
    const request = { type: 'AlterClusterConfigs', request: 0, configs: { [UNCLEAN]: 'true' } } as const
    const unmoved = applyRecords(own, alterClusterConfigs(own, request).records)
    expect(partitionOf(unmoved, 'orders', 0)).toMatchObject({ leaderId: -1, isr: [0] })
  })

  test('is the only one of its kind', () => {
    expect(alterCluster({ 'retention.ms': '1' })).toEqual({ records: [], response: { error: 'INVALID_CONFIG' } })
  })
})
