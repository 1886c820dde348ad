/** The box of a live chain: it hands on what it is asked to a real node, and states what the modelled box states. */
import { CallError, isCallError } from '~/kernel/call-error'
import type { Component, Context, Incoming, InspectQuery, Message } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { LiveHalf } from '~/kernel/live'
import type { ChainBoxOptions } from '../box'
import type { NextMessage, RpcMessage } from '../client'
import { isRpc, RequestsOfTransactions } from '../rpc-requests'
import type { RpcResponse } from '../rpc/json-rpc'
import type { PublishedEvent } from '../rpc/subscriptions'
import { STORE_CODE } from '../verbs'
import { heightIn, heightInEvent } from './blocks'
import type { LiveBlock, LiveChainEngine } from './live-chain'

/** How often the node is asked for blocks although nobody has told of any, in milliseconds. */
const LOOK_INTERVAL_MS = 250

/** A node that has told of a block has it; one behind a balancer may not, so it is asked a few times. */
const TOLD_TRIES = 20
const TOLD_PAUSE_MS = 50

/** The code of a live chain's box. */
export class LiveChainBox implements Component {
  readonly live: LiveHalf
  private readonly context: Context
  private readonly engine: LiveChainEngine
  private readonly options: ChainBoxOptions
  private readonly requests = new RequestsOfTransactions()
  /** The last block that was stated. */
  private height: number
  private reading: Promise<void> | undefined
  /** What the chain has minted by its own rules since the first block of the run. */
  private minted = 0n
  private isFirst = true

  constructor(context: Context, engine: LiveChainEngine, height: number, options: ChainBoxOptions) {
    this.live = engine.live.half
    this.context = context
    this.engine = engine
    this.height = height
    this.options = options
  }

  /** States where the run is on the chain, and each block as it comes. */
  async start(): Promise<void> {
    const { context, options } = this
    if (options.place !== undefined) context.emit('place', options.place)
    for (;;) {
      await context.clock.sleep(LOOK_INTERVAL_MS)
      try {
        await this.read()
      } catch (error) {
        if (!isCallError(error)) throw error
      }
    }
  }

  handle(message: Message, { from, fromInstance }: Incoming): Promise<RpcResponse | readonly PublishedEvent[]> {
    const caller = { from, fromInstance }
    if (isRpc(message)) return this.ask(caller, message)
    if (message.type === 'rpc-next') return this.next(caller, message as NextMessage)
    throw new CallError('rejected', `a chain does not know "${message.type}"`)
  }

  async act(verb: string, value: string | undefined, phase: 'start' | 'end'): Promise<Json | undefined> {
    if (!this.live.acts.includes(verb) || phase === 'end') return undefined
    try {
      return await this.do(verb, value ?? '')
    } catch (error) {
      if (!isCallError(error)) throw error
      return `not done: ${error.message}`
    }
  }

  inspect(query: InspectQuery): Json | Promise<Json> {
    const { look } = this.engine
    const { signers = [], nameOf = () => undefined } = this.options
    return look === null ? absent(query) : look(query, { signers, nameOf })
  }

  private do(verb: string, value: string): Promise<Json> {
    const { live } = this.engine
    const { signers = [], file } = this.options
    if (verb === 'drop-sockets') return this.context.outside(() => live.dropSockets())
    if (verb !== STORE_CODE) return this.context.outside(() => live.send(value, signers))
    const [signer] = signers
    const code = file?.(value)
    if (signer === undefined || code === undefined) return Promise.resolve('(error) there is no wallet to sign it, or no file') // prettier-ignore
    return this.context.outside(() => live.store(signer, code))
  }

  private async ask(caller: Pick<Incoming, 'from' | 'fromInstance'>, message: RpcMessage): Promise<RpcResponse> {
    const { body, connection } = message
    this.requests.note(message)
    const response = await this.context.outside(() => this.engine.live.ask(caller, body, connection))
    if ('result' in response) await this.upTo(heightIn(response.result))
    return response
  }

  private async next(
    caller: Pick<Incoming, 'from' | 'fromInstance'>,
    { connection, waitMs }: NextMessage,
  ): Promise<readonly PublishedEvent[]> {
    const events = await this.context.outside(() => this.engine.live.next(caller, connection, waitMs))
    for (const { result } of events) await this.upTo(heightInEvent(result.data as { readonly value?: unknown }))
    return events
  }

  /** Nobody hears of a block before it is stated: what follows from it would come before it. */
  private async upTo(height: number): Promise<void> {
    for (let tries = 1; this.height < height; tries++) {
      const before = this.height
      await this.read()
      if (this.height > before) tries = 1
      else if (tries > TOLD_TRIES)
        throw new CallError('reset', `the node has told of block ${height} and does not have it`)
      else await this.context.clock.sleep(TOLD_PAUSE_MS)
    }
  }

  /** States the blocks that have come; who asks while it is being read waits for the same. @throws {CallError} */
  private read(): Promise<void> {
    this.reading ??= this.readNext()
    return this.reading
  }

  private async readNext(): Promise<void> {
    try {
      const blocks = await this.context.outside(() => this.engine.live.blocks(this.height + 1))
      for (const block of blocks) this.state(block)
    } finally {
      this.reading = undefined
    }
  }

  private state(block: LiveBlock): void {
    const { context, options } = this
    const { header, transactions, waiting, supply, minted } = block
    const requestOf = (index: number) => this.requests.of(transactions[index]!)
    options.observe?.(block, context, requestOf)
    // What the chain mints by itself is no coin that came from nowhere.
    if (!this.isFirst) this.minted += BigInt(minted)
    this.isFirst = false
    const kept = supply === '' ? '' : String(BigInt(supply) - this.minted)
    context.emit('block', { height: header.height, txs: transactions.length, waiting, supply: kept })
    for (const bytes of transactions) this.requests.forget(bytes)
    this.height = header.height
  }
}

function absent({ view }: InspectQuery): Json {
  const text = 'This is a recording: the node that it was made on is not here.'
  if (view === 'state') return { panels: [{ kind: 'text', label: 'Node', text, style: 'line' }] }
  return view === 'line' ? { text, isWrite: false } : { columns: [], rows: [], next: null, empty: text }
}
