/** Requests about the cluster: see `cluster-api.ts`. */
import { createPartitionsV3, createTopicsV7, deleteTopicsV6, describeConfigsV4, incrementalAlterConfigsV1, metadataV12 } from '@platformatic/kafka' // prettier-ignore
import type { LogRequest } from '../protocol/api'
import type { TopicResult } from '../protocol/cluster-api'
import { exchangeElectLeaders } from './elect-leaders'
import { errorNameOf } from './error-names'
import type { Exchange } from './exchange'
import { reading } from './reading'

type Of<Name extends LogRequest['type']> = Exchange<Extract<LogRequest, { readonly type: Name }>>

const TOPIC = 2
const SET = 0
const DELETE = 1
const DEFAULT_CONFIG = 5
/** With assignments, both numbers follow from them. */
const BY_ASSIGNMENT = -1

const metadata: Of<'Metadata'> = (connection, { topics }, settle) => {
  metadataV12.api(
    connection,
    topics === null ? null : [...topics],
    false,
    false,
    reading(settle, (answer) => ({
      brokers: answer.brokers,
      response: {
        brokers: answer.brokers.map(({ nodeId }) => ({ nodeId })),
        controllerId: answer.controllerId,
        topics: answer.topics.map(({ errorCode, name, isInternal, partitions }) => ({
          error: errorNameOf(errorCode),
          name: name ?? '',
          isInternal,
          partitions: partitions
            .map((each) => ({
              error: errorNameOf(each.errorCode),
              partition: each.partitionIndex,
              leaderId: each.leaderId,
              leaderEpoch: each.leaderEpoch,
              replicas: each.replicaNodes,
              isr: each.isrNodes,
              offlineReplicas: each.offlineReplicas,
            }))
            .toSorted((a, b) => a.partition - b.partition),
        })),
      },
    })),
  )
}

const createTopics: Of<'CreateTopics'> = (connection, { topics, timeoutMs }, settle) => {
  const wire = topics.map(({ name, partitions, replicationFactor, assignments, configs = {} }) => ({
    name,
    numPartitions: assignments === undefined ? partitions : BY_ASSIGNMENT,
    replicationFactor: assignments === undefined ? replicationFactor : BY_ASSIGNMENT,
    assignments: (assignments ?? []).map((brokerIds, partitionIndex) => ({
      partitionIndex,
      brokerIds: [...brokerIds],
    })),
    configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
  }))
  createTopicsV7.api(
    connection,
    wire,
    Math.trunc(timeoutMs),
    false,
    reading(settle, (answer) => ({ response: { topics: answer.topics.map(resultOf) } })),
  )
}

const deleteTopics: Of<'DeleteTopics'> = (connection, { topics, timeoutMs }, settle) => {
  deleteTopicsV6.api(
    connection,
    topics.map((name) => ({ name, topicId: null })),
    Math.trunc(timeoutMs),
    reading(settle, (answer) => ({ response: { topics: answer.responses.map(resultOf) } })),
  )
}

const createPartitions: Of<'CreatePartitions'> = (connection, { topics, timeoutMs }, settle) => {
  createPartitionsV3.api(
    connection,
    topics.map(({ name, count }) => ({ name, count, assignments: null })),
    Math.trunc(timeoutMs),
    false,
    reading(settle, (answer) => ({ response: { topics: answer.results.map(resultOf) } })),
  )
}

const describeConfigs: Of<'DescribeConfigs'> = (connection, { topics }, settle) => {
  describeConfigsV4.api(
    connection,
    topics.map((resourceName) => ({ resourceType: TOPIC, resourceName, configurationKeys: null })),
    false,
    false,
    reading(settle, (answer) => ({
      response: {
        topics: answer.results.map((result) => ({
          ...resultOf({ ...result, name: result.resourceName }),
          configs: result.configs.map(({ name, value, configSource }) => {
            return { name, value: value ?? '', isDefault: configSource === DEFAULT_CONFIG }
          }),
        })),
      },
    })),
  )
}

const incrementalAlterConfigs: Of<'IncrementalAlterConfigs'> = (connection, { topics }, settle) => {
  const resources = topics.map(({ name: resourceName, configs }) => ({
    resourceType: TOPIC,
    resourceName,
    configs: Object.entries(configs).map(([name, value]) =>
      value === null ? { name, configOperation: DELETE } : { name, configOperation: SET, value },
    ),
  }))
  incrementalAlterConfigsV1.api(
    connection,
    resources as Parameters<typeof incrementalAlterConfigsV1.createRequest>[0],
    false,
    reading(settle, (answer) => ({
      response: { topics: answer.responses.map((each) => resultOf({ ...each, name: each.resourceName })) },
    })),
  )
}

interface WireResult {
  readonly name?: string | null | undefined
  readonly errorCode: number
  readonly errorMessage?: string | null | undefined
}

function resultOf({ name, errorCode, errorMessage }: WireResult): TopicResult {
  const result = { name: name ?? '', error: errorNameOf(errorCode) }
  return typeof errorMessage === 'string' ? { ...result, message: errorMessage } : result
}

export const CLUSTER_EXCHANGES = {
  Metadata: metadata,
  CreateTopics: createTopics,
  DeleteTopics: deleteTopics,
  CreatePartitions: createPartitions,
  DescribeConfigs: describeConfigs,
  IncrementalAlterConfigs: incrementalAlterConfigs,
  ElectLeaders: exchangeElectLeaders,
}
