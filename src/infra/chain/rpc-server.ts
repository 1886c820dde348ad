/** A node's RPC in virtual time: requests wait their turn, each costs the node some time, and connections wait for what is published. */
import { CallError } from '~/kernel/call-error'
import type { Clock } from '~/kernel/time'
import { ServerThread } from '../server-thread'
import { Serving, type Job } from '../serving'
import type { NextMessage, RpcMessage } from './client'
import type { Block } from './consensus/block'
import type { ChainNode } from './consensus/node'
import type { ChainFaults } from './faults'
import { answerRequest, RPC_CODES, RpcError, type RpcRequest, type RpcResponse } from './rpc/json-rpc'
import { callMethod } from './rpc/methods'
import { ServedChain } from './rpc/served-chain'
import { SUBSCRIPTION_LIMITS, Subscriptions, type PublishedEvent } from './rpc/subscriptions'

/**
 * What a request costs the node, in milliseconds of its time: looking something up, running a contract, checking a transaction,
 * finding an old block.
 */
const COSTS_MS = { look: 0.2, run: 1, check: 1, archive: 20 } as const
/** Requests that may wait; a further one is refused. */
const QUEUE_MAX = 1_000
/** The longest that a connection may wait for something to come, in milliseconds. */
const NEXT_WAIT_MS_MAX = 60_000

interface RpcJob extends Job {
  readonly body: RpcRequest
  readonly connection: string
  readonly isArchive: boolean
  resolve(response: RpcResponse): void
}

export class RpcServer {
  private readonly clock: Clock
  private readonly faults: ChainFaults
  private readonly chain: ServedChain
  private readonly archive: ServedChain
  private readonly thread: ServerThread
  private readonly serving: Serving<RpcJob>
  private readonly subscriptions = new Subscriptions()

  constructor(clock: Clock, node: ChainNode, faults: ChainFaults) {
    this.clock = clock
    this.faults = faults
    this.chain = new ServedChain(node, faults.serving)
    this.archive = new ServedChain(node, faults.serving, true)
    this.thread = new ServerThread(clock)
    this.serving = new Serving(QUEUE_MAX, {
      untilFree: () => this.thread.untilStepOf(this.thread.freeAtMs),
      takeNext: (queue) => queue.shift(),
      work: (job) => this.work(job),
    })
  }

  /** @throws {CallError} refused while the RPC is down; overloaded if too many wait */
  submit(who: string, { body, connection = '', isArchive = false }: RpcMessage): Promise<RpcResponse> {
    this.assertUp()
    if (this.serving.isFull) throw new CallError('overloaded', 'the node has too many requests waiting')
    const name = `${who}#${connection}`
    return new Promise((resolve, reject) => this.serving.add({ body, connection: name, isArchive, resolve, reject }))
  }

  /** @throws {CallError} reset, if the connection is not open here any more */
  async next(who: string, { connection, waitMs }: NextMessage): Promise<readonly PublishedEvent[]> {
    const { subscriptions } = this
    const name = `${who}#${connection}`
    this.assertUp()
    if (!subscriptions.has(name)) throw new CallError('reset', 'the node has closed the connection')
    const waited = Math.min(Math.max(0, waitMs), NEXT_WAIT_MS_MAX)
    await Promise.race([subscriptions.untilAny(name), this.clock.sleep(waited)])
    if (!subscriptions.has(name)) throw new CallError('reset', 'the node has closed the connection')
    return subscriptions.drain(name)
  }

  /** Tells subscribers of a block. */
  publish(block: Block): void {
    const { faults, subscriptions, chain } = this
    if (faults.isSilent || faults.serving.lagBlocks > 0) return
    subscriptions.publish(block, chain.node.latestAppHash, faults.ringsTwice ? 2 : 1)
  }

  closeSockets(): void {
    this.subscriptions.closeAll()
  }

  private assertUp(): void {
    if (this.faults.isRpcDown) throw new CallError('refused', 'the node’s RPC is down')
  }

  private async work(job: RpcJob): Promise<void> {
    const { thread } = this
    const endMs = thread.instant().monotonicMs + (job.isArchive ? COSTS_MS.archive : costMs(job.body))
    thread.freeAtMs = endMs
    await thread.untilStepOf(endMs)
    job.resolve(answerRequest(job.body, (request) => this.answer(job, request)))
  }

  private answer({ connection, isArchive }: RpcJob, request: RpcRequest): unknown {
    const { subscriptions, faults } = this
    if (!/^(?:un)?subscribe/.test(request.method)) return callMethod(isArchive ? this.archive : this.chain, request)
    if (faults.refusesSockets) {
      throw new RpcError(RPC_CODES.internal, `max_subscription_clients ${SUBSCRIPTION_LIMITS.clients} reached`)
    }
    return subscriptions.take(connection, request)
  }
}

function costMs({ method, params }: RpcRequest): number {
  if (method.startsWith('broadcast')) return COSTS_MS.check
  return /SmartContractState|Simulate/.test(String(params?.['path'])) ? COSTS_MS.run : COSTS_MS.look
}
