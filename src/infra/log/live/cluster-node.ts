/** Where the brokers of a real cluster are, and which of them each instance of the box stands for. Node only. */
import { CallError, isCallError } from '~/kernel/call-error'
import type { Address } from '../../live-place'
import type { LogRequest, ResponseTo } from '../protocol/api'
import type { LiveConnections, Send } from './connections-node'
import { exchange, type WireAnswer } from './exchange'
import { exchangeFeatureLevel } from './feature-level'

/** A cluster, as far as one has been told of it. Topics and groups have the cluster's names here, brokers its numbers. */
export class LiveCluster {
  private readonly connections: LiveConnections
  private readonly bootstrap: readonly Address[]
  private readonly places = new Map<number, Address>()
  /** Numbers of brokers, by instance: in their order when the run begins, and later ones after them. */
  private readonly nodes: number[] = []

  constructor(connections: LiveConnections, bootstrap: readonly Address[]) {
    this.connections = connections
    this.bootstrap = bootstrap
  }

  /** How many brokers were ever told of. */
  get size(): number {
    return this.nodes.length
  }

  /** The cluster's number of a broker; of an instance that has none, a number that no broker has. */
  nodeOf(instance: number): number {
    return this.nodes[instance] ?? -1
  }

  instanceOf(node: number): number {
    const known = this.nodes.indexOf(node)
    return known >= 0 ? known : this.nodes.push(node) - 1
  }

  /** Finds the brokers, and the level of the cluster's features. @throws {CallError} if nobody answers */
  async find(): Promise<number> {
    await this.anyone({ type: 'Metadata', topics: [], request: 0 })
    const answer = await this.toAnyone(exchangeFeatureLevel)
    return (answer.response as { readonly level: number }).level
  }

  /** Asks brokers in turn until one answers. @throws {CallError} what the last one said, or did not say */
  async anyone<Request extends LogRequest>(request: Request): Promise<ResponseTo<Request>> {
    const { response } = await this.toAnyone((connection, settle) => exchange(connection, request, settle))
    return response as ResponseTo<Request>
  }

  /** Asks all brokers at once, and takes what comes first: one of them may hang. For what may be asked for twice. @throws {CallError} */
  async whoever<Request extends LogRequest>(request: Request): Promise<ResponseTo<Request>> {
    const send: Send = (connection, settle) => exchange(connection, request, settle)
    const asked = Array.from(this.places.values(), (place) => this.connections.ask(null, 0, place, send, null))
    try {
      return (await Promise.any(asked)).response as ResponseTo<Request>
    } catch (error) {
      throw (error as AggregateError).errors[0] ?? new CallError('refused', 'no broker is known')
    }
  }

  /** Where an instance's broker is. @throws {CallError} refused if there is none */
  placeOf(instance: number): Address {
    const node = this.nodes[instance]
    const place = node === undefined ? undefined : this.places.get(node)
    if (place === undefined) throw new CallError('refused', `the cluster has no broker for instance ${instance}`)
    return place
  }

  /** The instance whose broker answers: itself, or, where a small cluster has none for it, another one in its place. */
  answeringFor(instance: number): number {
    const { length } = this.nodes
    return length === 0 ? instance : instance % length
  }

  learn({ brokers = [] }: WireAnswer): void {
    for (const { nodeId, host, port } of brokers.toSorted((a, b) => a.nodeId - b.nodeId)) {
      this.places.set(nodeId, { host, port })
      this.instanceOf(nodeId)
    }
  }

  private async toAnyone(send: Send): Promise<WireAnswer> {
    let failure: unknown
    for (const address of [...this.places.values(), ...this.bootstrap]) {
      try {
        const answer = await this.connections.ask(null, 0, address, send, null)
        this.learn(answer)
        return answer
      } catch (error) {
        if (!isCallError(error)) throw error
        failure = error
      }
    }
    throw failure
  }
}
