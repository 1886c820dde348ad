/**
 * Requests of administration: to any broker, to all, to the leaders of partitions, or to a group's coordinator. Each is made again
 * while what it failed with may pass, until the request timeout.
 */
import type { Context } from '~/kernel/component'
import type { Rng } from '~/kernel/random'
import type { LogRequest, ResponseTo } from '../../protocol/api'
import { NO_NODE, type CreatePartitionsRequest, type CreateTopicsRequest, type DeleteTopicsRequest, type IncrementalAlterConfigsRequest, type TopicMetadata, type TopicResult } from '../../protocol/cluster-api' // prettier-ignore
import { type ErrorName, isRetriable, LogError } from '../../protocol/error-code'
import { partitionName, type TopicPartition } from '../../protocol/topic-partition'
import { backoffMs } from '../backoff'
import { ANY_BROKER, type Connections, isNoAnswer, type NoAnswer } from '../connections'
import { type LogClientsOptions, REQUEST_TIMEOUT_MS, RETRY_BACKOFF_MAX_MS, RETRY_BACKOFF_MS } from '../options'

interface Failed {
  readonly error: ErrorName
}

/** A partition that is asked about, and its leader's epoch. */
interface Asked<At> {
  readonly asked: At
  readonly leaderEpoch: number
}

type OfTopics = CreateTopicsRequest | DeleteTopicsRequest | CreatePartitionsRequest | IncrementalAlterConfigsRequest

export class AdminRequests {
  private readonly clock: Context['clock']
  private readonly rng: Rng
  private readonly connections: Connections
  private readonly timeoutMs: number
  private readonly retryBackoffMs: number
  private readonly retryBackoffMaxMs: number

  constructor(context: Pick<Context, 'clock' | 'rng'>, connections: Connections, options: LogClientsOptions) {
    this.clock = context.clock
    this.rng = context.rng.fork('log-admin')
    this.connections = connections
    this.timeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS
    this.retryBackoffMs = options.retryBackoffMs ?? RETRY_BACKOFF_MS
    this.retryBackoffMaxMs = options.retryBackoffMaxMs ?? RETRY_BACKOFF_MAX_MS
  }

  /** @param errorsOf the errors in an answer; it is asked again while the first bad one may pass */
  any<Request extends LogRequest>(
    request: Request,
    errorsOf: (answer: ResponseTo<Request>) => readonly Failed[],
  ): Promise<ResponseTo<Request>> {
    return this.retry(async (leftMs) => {
      const answer = await this.connections.ask(ANY_BROKER, request, leftMs)
      return judge(answer, errorsOf)
    })
  }

  /** What became of each topic. */
  async ofTopics(requestOf: (timeoutMs: number) => OfTopics): Promise<readonly TopicResult[]> {
    const answer = await this.any(requestOf(this.timeoutMs), ({ topics }) => topics as readonly TopicResult[])
    return answer.topics
  }

  async metadata(topics: readonly string[] | null): Promise<readonly TopicMetadata[]> {
    return (await this.any({ type: 'Metadata', request: 0, topics }, () => [])).topics
  }

  /** Resolves once every partition of these topics has a leader. */
  async leaders(names: readonly string[], count = 1): Promise<void> {
    if (names.length === 0) return
    await this.any({ type: 'Metadata', request: 0, topics: names }, ({ topics }) =>
      topics.map(({ error, partitions }) => {
        const isLed = partitions.length >= count && partitions.every(({ leaderId }) => leaderId !== NO_NODE)
        return { error: error === 'NONE' && !isLed ? 'LEADER_NOT_AVAILABLE' : error }
      }),
    )
  }

  /** The groups that each broker coordinates, of all that are alive. */
  async groups(): Promise<readonly string[]> {
    const { brokers } = await this.any({ type: 'Metadata', request: 0, topics: [] }, () => [])
    const question = { type: 'ListGroups', request: 0 } as const
    const answers = await Promise.all(
      brokers.map(({ nodeId }) =>
        this.retry(async (leftMs) => judge(await this.connections.ask(nodeId, question, leftMs), (answer) => [answer])),
      ),
    )
    return answers.flatMap(({ groups }) => groups.map(({ groupId }) => groupId))
  }

  /** Asks the coordinator of a group. */
  atCoordinator<Request extends LogRequest>(
    groupId: string,
    request: Request,
    errorsOf: (answer: ResponseTo<Request>) => readonly Failed[],
  ): Promise<ResponseTo<Request>> {
    return this.retry(async (leftMs) => {
      const found = judge(
        await this.connections.ask(ANY_BROKER, { type: 'FindCoordinator', request: 0, groupId }, leftMs),
        (answer) => [answer],
      )
      if (typeof found === 'string') return found
      return judge(await this.connections.ask(found.nodeId, request, leftMs), errorsOf)
    })
  }

  /** Asks the leaders of partitions; gives the answer about each, by its name. @throws {LogError} what no retry mends */
  async atLeaders<At extends TopicPartition, Request extends LogRequest, Answer extends TopicPartition & Failed>(
    partitions: readonly At[],
    requestOf: (group: readonly Asked<At>[], timeoutMs: number) => Request,
    answersOf: (answer: ResponseTo<Request>) => readonly Answer[],
  ): Promise<ReadonlyMap<string, Answer>> {
    const found = new Map<string, Answer>()
    await this.retry(async (leftMs) => {
      const open = partitions.filter((each) => !found.has(partitionName(each)))
      const groups = this.byLeader(open, await this.metadata([...new Set(open.map(({ topic }) => topic))]))
      if (typeof groups === 'string') return groups
      const answers = await Promise.all(
        Array.from(groups, ([nodeId, group]) => this.connections.ask(nodeId, requestOf(group, leftMs), leftMs)),
      )
      let failure: ErrorName | undefined
      for (const answer of answers) {
        const told = isNoAnswer(answer) ? [] : answersOf(answer as ResponseTo<Request>)
        if (isNoAnswer(answer)) failure ??= 'NETWORK_EXCEPTION'
        for (const each of told) {
          if (each.error === 'NONE') found.set(partitionName(each), each)
          else if (failure === undefined || !isRetriable(each.error)) failure = each.error
        }
      }
      return failure ?? found
    })
    return found
  }

  private byLeader<At extends TopicPartition>(
    partitions: readonly At[],
    topics: readonly TopicMetadata[],
  ): Map<number, Asked<At>[]> | ErrorName {
    const groups = new Map<number, Asked<At>[]>()
    for (const asked of partitions) {
      const topic = topics.find(({ name }) => name === asked.topic)
      const leader = topic?.partitions.find(({ partition }) => partition === asked.partition)
      if (leader === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION'
      if (leader.leaderId === NO_NODE) return 'LEADER_NOT_AVAILABLE'
      const group = groups.get(leader.leaderId) ?? []
      group.push({ asked, leaderEpoch: leader.leaderEpoch })
      groups.set(leader.leaderId, group)
    }
    return groups
  }

  /** @throws {LogError} what no retry mends, or REQUEST_TIMED_OUT with what it was that did not pass */
  private async retry<Result extends object>(
    attempt: (leftMs: number) => Promise<Result | ErrorName>,
  ): Promise<Result> {
    const untilMs = this.clock.monotonicMs() + this.timeoutMs
    for (let failures = 1; ; failures += 1) {
      const result = await attempt(Math.max(1, untilMs - this.clock.monotonicMs()))
      if (typeof result !== 'string') return result
      if (!isRetriable(result)) throw new LogError(result, 'the cluster refused it')
      const waitMs = backoffMs(this.retryBackoffMs, this.retryBackoffMaxMs, failures, this.rng)
      if (this.clock.monotonicMs() + waitMs >= untilMs)
        throw new LogError('REQUEST_TIMED_OUT', `the last answer was ${result}`)
      await this.clock.sleep(waitMs)
    }
  }
}

/** An answer, or the error for which it is worth asking again. Other errors are the caller's to judge. */
function judge<Answer extends object>(
  answer: Answer | NoAnswer,
  errorsOf: (answer: Answer) => readonly Failed[],
): Answer | ErrorName {
  if (isNoAnswer(answer)) return 'NETWORK_EXCEPTION'
  for (const { error } of errorsOf(answer)) if (isRetriable(error)) return error
  return answer
}
