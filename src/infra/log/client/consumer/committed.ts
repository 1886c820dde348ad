/** What a group has committed, asked until there is an answer. */
import type { Clock } from '~/kernel/time'
import { type ErrorName, isRetriable, LogError } from '../../protocol/error-code'
import type { CommittedOffset } from '../../protocol/group-api'
import type { TopicPartition } from '../../protocol/topic-partition'
import { isNoAnswer } from '../connections'
import { API_TIMEOUT_MS } from '../options'
import type { GroupCoordinator } from './group-coordinator'

interface Terms {
  readonly groupId: string | null
  readonly requestTimeoutMs: number
  readonly retryBackoffMs: number
}

/** @throws {LogError} REQUEST_TIMED_OUT after `default.api.timeout.ms`, or what no retry mends */
export async function fetchCommitted(
  clock: Clock,
  coordinator: GroupCoordinator,
  { groupId, requestTimeoutMs, retryBackoffMs }: Terms,
  partitions: readonly TopicPartition[] | null,
): Promise<readonly CommittedOffset[]> {
  const untilMs = clock.monotonicMs() + API_TIMEOUT_MS
  const question = { type: 'OffsetFetch', request: 0, groupId: groupId!, partitions } as const
  for (;;) {
    const answer = await coordinator.ask(question, requestTimeoutMs)
    let error: ErrorName = 'NETWORK_EXCEPTION'
    if (!isNoAnswer(answer)) {
      const failed = answer.partitions.find((each) => each.error !== 'NONE')
      error = answer.error === 'NONE' ? (failed?.error ?? 'NONE') : answer.error
      if (error === 'NONE') {
        return answer.partitions.map(({ topic, partition, offset, leaderEpoch, metadata }) => {
          return { topic, partition, offset, leaderEpoch, metadata }
        })
      }
    }
    coordinator.learn(error)
    if (!isRetriable(error)) throw new LogError(error, `the offsets of ${groupId} cannot be read`)
    if (clock.monotonicMs() >= untilMs) throw new LogError('REQUEST_TIMED_OUT', `${error} for ${API_TIMEOUT_MS} ms`)
    await clock.sleep(retryBackoffMs)
  }
}
