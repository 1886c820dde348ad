/**
 * Brokers that do what a script says: enough of the API in memory, no replication, and a fault for any request. Clients are tested
 * against it for what a good cluster never does.
 */
import type { Component, Context, Message } from '~/kernel/component'
import type { LogApiName, LogRequest } from '../../protocol/api'
import type { ErrorName } from '../../protocol/error-code'
import type { TopicPartition } from '../../protocol/topic-partition'
import { answerFor } from './scripted-answers'
import { ScriptedGroups } from './scripted-groups'
import { ScriptedPartition } from './scripted-partition'

/** What happens to a request instead of an answer: it or its answer is lost or late, or each partition in it gets an error. */
export type Effect =
  | 'lose-request'
  | 'lose-answer'
  | { readonly delayMs: number }
  | { readonly answerDelayMs: number }
  | { readonly error: ErrorName }

/** A request that came in. */
export interface Seen {
  readonly atMs: number
  readonly nodeId: number
  readonly fromInstance: number
  readonly request: LogRequest
}

/** Decides about a request; undefined lets it pass. */
export type Script = (request: LogRequest, seen: Seen) => Effect | undefined

const NEVER = new Promise<never>(() => {})

export class ScriptedCluster {
  readonly topics = new Map<string, ScriptedPartition[]>()
  readonly groups = new ScriptedGroups()
  readonly seen: Seen[] = []
  readonly nodes: number
  script: Script = () => undefined
  nextProducerId = 1000

  constructor(nodes: number, topics: Readonly<Record<string, number>>) {
    this.nodes = nodes
    for (const [name, count] of Object.entries(topics)) this.create(name, count)
  }

  create(name: string, count: number): void {
    this.topics.set(
      name,
      Array.from({ length: count }, (_, partition) => new ScriptedPartition(partition % this.nodes)),
    )
  }

  partition({ topic, partition }: TopicPartition): ScriptedPartition {
    return this.topics.get(topic)![partition]!
  }

  /** The requests of one kind that came in. */
  requests<Name extends LogApiName>(type: Name): (Seen & { readonly request: Extract<LogRequest, { type: Name }> })[] {
    return this.seen.filter(({ request }) => request.type === type) as never
  }

  /** Lets the next `times` requests of a kind suffer, after `skip` have passed. */
  disturb(type: LogApiName, effect: Effect, times = 1, skip = 0): void {
    const before = this.script
    let passing = skip
    let left = times
    this.script = (request, seen) => {
      const earlier = before(request, seen)
      if (earlier !== undefined || request.type !== type || left === 0) return earlier
      if (passing > 0) {
        passing -= 1
        return undefined
      }
      left -= 1
      return effect
    }
  }
}

/** One broker of the cluster. */
export class ScriptedBroker implements Component {
  private readonly context: Context
  private readonly cluster: ScriptedCluster

  constructor(context: Context, cluster: ScriptedCluster) {
    this.context = context
    this.cluster = cluster
  }

  async handle(message: Message, { fromInstance }: { readonly fromInstance: number }): Promise<unknown> {
    const { context, cluster } = this
    const request = message as LogRequest
    const seen: Seen = { atMs: context.clock.monotonicMs(), nodeId: context.instance, fromInstance, request }
    cluster.seen.push(seen)
    const effect = cluster.script(request, seen)
    if (effect === 'lose-request') return NEVER
    if (typeof effect === 'object' && 'delayMs' in effect) await context.clock.sleep(effect.delayMs)
    const error = typeof effect === 'object' && 'error' in effect ? effect.error : undefined
    const answer = await answerFor(cluster, context, request, error)
    if (typeof effect === 'object' && 'answerDelayMs' in effect) await context.clock.sleep(effect.answerDelayMs)
    return effect === 'lose-answer' ? NEVER : answer
  }
}
