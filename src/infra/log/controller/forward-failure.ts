/** What a client hears when no controller has decided in time. */
import type { TopicResult } from '../protocol/cluster-api'
import type { ErrorName } from '../protocol/error-code'
import type { ForwardedRequest } from './controller-messages'

export function forwardFailure(request: ForwardedRequest): unknown {
  const error: ErrorName = 'REQUEST_TIMED_OUT'
  const failed = (name: string): TopicResult => ({ name, error, message: 'no controller has decided in time' })
  switch (request.type) {
    case 'ElectLeaders':
      return { partitions: request.partitions.map(({ topic, partition }) => ({ topic, partition, error })) }
    case 'DeleteTopics':
      return { topics: request.topics.map(failed) }
    default:
      return { topics: request.topics.map(({ name }) => failed(name)) }
  }
}
