/**
 * The box of a live Kafka: instance n hands on to the n-th real broker what it is asked, and states what the modelled broker states.
 * The schema registry, which a Kafka has not, is the run's own.
 */
import { CallError, isCallError } from '~/kernel/call-error'
import type { Component, Context, Incoming, InspectQuery, Message } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { LiveHalf } from '~/kernel/live'
import type { LogRequest } from '../protocol/api'
import type { OffsetCommitResponse, SyncGroupResponse } from '../protocol/group-api'
import type { RegistryRequest, RegistryResponse } from '../protocol/registry-api'
import { doLive } from './acts'
import { inspectLive } from './inspect'
import type { LiveLogEngine } from './live-log'
import { BrokerWatch } from './watch'

/** How often a broker is asked how it stands, in milliseconds. */
const LOOK_INTERVAL_MS = 500

const TYPES: Readonly<Record<LogRequest['type'], true>> = {
  Produce: true, Fetch: true, ListOffsets: true, OffsetForLeaderEpoch: true, DeleteRecords: true, InitProducerId: true,
  FindCoordinator: true, JoinGroup: true, SyncGroup: true, Heartbeat: true, LeaveGroup: true, OffsetCommit: true, OffsetFetch: true,
  OffsetDelete: true, ListGroups: true, DescribeGroups: true, DeleteGroups: true, Metadata: true, CreateTopics: true,
  DeleteTopics: true, CreatePartitions: true, DescribeConfigs: true, IncrementalAlterConfigs: true, ElectLeaders: true,
} // prettier-ignore

/** The code of one instance. */
export class LiveLogBox implements Component {
  readonly live: LiveHalf
  private readonly context: Context
  private readonly engine: LiveLogEngine
  private readonly watch: BrokerWatch
  private isRegistryDown = false

  constructor(context: Context, engine: LiveLogEngine) {
    this.live = engine.live.half
    this.context = context
    this.engine = engine
    this.watch = new BrokerWatch(context, engine.alive)
  }

  /** Looks at its broker for as long as the run goes on. @throws Error if the cluster has more brokers than the box has instances */
  async start(): Promise<void> {
    const { context, engine } = this
    for (;;) {
      try {
        const look = await context.outside(() => engine.live.look(context.instance))
        const count = look.brokers.length
        if (count > context.instances) {
          throw new Error(`the cluster has ${count} brokers, and this diagram has a place for ${context.instances}`)
        }
        this.watch.saw(look)
      } catch (error) {
        if (!isCallError(error)) throw error
      }
      await context.clock.sleep(LOOK_INTERVAL_MS)
    }
  }

  handle(message: Message, incoming: Incoming): Promise<object> | RegistryResponse {
    if (message.type === 'Registry') return this.answerOfRegistry(message as RegistryRequest)
    if (!Object.hasOwn(TYPES, message.type)) throw new CallError('rejected', `a broker does not know "${message.type}"`)
    return this.ask(message as LogRequest, incoming)
  }

  async act(verb: string, value: string | undefined, phase: 'start' | 'end'): Promise<Json | undefined> {
    if (!this.live.acts.includes(verb)) return undefined
    if (verb === 'registry-down') {
      this.isRegistryDown = phase === 'start'
      return null
    }
    if (phase === 'end') return undefined
    try {
      return await doLive(this.context, this.engine, verb, value ?? '')
    } catch (error) {
      if (!isCallError(error)) throw error
      return `not done: ${error.message}`
    }
  }

  inspect(query: InspectQuery): Promise<Json> {
    return inspectLive(this.engine, this.context.instance, query)
  }

  private async ask(request: LogRequest, { from, fromInstance }: Incoming): Promise<object> {
    const { context, engine, watch } = this
    const answer: object = await context.outside(() =>
      engine.live.ask({ from, fromInstance }, context.instance, request),
    )
    if (request.type === 'OffsetCommit') watch.committed(request, answer as OffsetCommitResponse)
    if (request.type === 'SyncGroup' && (answer as SyncGroupResponse).error === 'NONE') watch.synced(request)
    return answer
  }

  /** @throws {CallError} refused while it is down */
  private answerOfRegistry(request: RegistryRequest): RegistryResponse {
    if (this.isRegistryDown) throw new CallError('refused', 'the schema registry is down')
    return this.engine.registry.answer(request, (key, fact) => this.context.emit(key, fact))
  }
}
