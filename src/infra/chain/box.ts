/** The chain's box: a node and its validator in one process. Blocks and state are on its disk; mempool and connections are not. */
import { CallError } from '~/kernel/call-error'
import type { Component, Context, Incoming, InspectQuery, Message } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import { RUN_EPOCH_MS } from '~/kernel/time'
import type { NextMessage } from './client'
import type { Block } from './consensus/block'
import { ChainNode } from './consensus/node'
import { supplyOf } from './app/bank'
import { noFaults, type ChainFaults } from './faults'
import { inspectChain } from './inspect/inspect-chain'
import { sendLine } from './inspect/send-line'
import type { ObservedBlock } from './observed-block'
import type { OpenChain } from './open-chain'
import { LiveChainBox } from './live/box'
import { isRpc, RequestsOfTransactions } from './rpc-requests'
import { RpcServer } from './rpc-server'
import type { Signer } from './send'
import { storeCode } from './store-code'
import { STORE_CODE } from './verbs'

export interface ChainBoxOptions {
  /** From block to block, in milliseconds. Default 6,000, as on Terra. */
  readonly blockMs?: number
  /** States facts about a new block, besides the `block` and `tx` facts that the box states itself. */
  readonly observe?: (
    block: ObservedBlock,
    context: Pick<Context, 'emit'>,
    requestOf: (index: number) => number,
  ) => void
  /** What the box of a real chain states first, as the fact `place`: where on it what belongs to the run is. */
  readonly place?: Json
  /** Wallets of the run, whose keys sign what is typed at the prompt. Default: none. */
  readonly signers?: readonly Signer[]
  /** A file that an act of the run names, by its SHA-256. */
  readonly file?: (checksum: string) => Uint8Array | undefined
  /** What people call an address; undefined for nothing. Contracts are called by their labels. */
  readonly nameOf?: (address: string) => string | undefined
}

const BLOCK_MS = 6_000

/** The code of a chain's box. */
export function createChainBox(context: Context, chain: OpenChain, options: ChainBoxOptions): Component {
  const { live, place } = chain
  return live === null ? new ChainBox(context, chain, options) : new LiveChainBox(context, live, place.height, options)
}

class ChainBox implements Component {
  private readonly context: Context
  private readonly options: ChainBoxOptions
  private readonly node: ChainNode
  private readonly faults: ChainFaults
  private readonly server: RpcServer
  /** True once this process has said that it cannot go on without an upgrade. */
  private isStopped = false
  private readonly requests = new RequestsOfTransactions()

  constructor(context: Context, chain: OpenChain, options: ChainBoxOptions) {
    this.context = context
    this.options = options
    this.node = context.disk('chain', () => new ChainNode(chain.begin()))
    this.faults = noFaults(this.node.application.faults)
    this.server = new RpcServer(context.clock, this.node, this.faults)
  }

  start(): void {
    // A node that starts again has forgotten what waited for a block.
    this.node.dropMempool()
    void this.makeBlocks()
  }

  handle(message: Message, { from, fromInstance }: Incoming): unknown {
    const who = `${from}/${fromInstance}`
    if (isRpc(message)) {
      this.requests.note(message)
      return this.server.submit(who, message)
    }
    if (message.type === 'rpc-next') return this.server.next(who, message as NextMessage)
    throw new CallError('rejected', `a chain does not know "${message.type}"`)
  }

  act(verb: string, value: string | undefined, phase: 'start' | 'end'): Json | undefined {
    const { faults, node, server } = this
    const isOn = phase === 'start'
    switch (verb) {
      case 'drop-sockets':
        server.closeSockets()
        return undefined
      case 'evict':
        node.dropMempool()
        return undefined
      case 'prune':
        node.keep(Number(value))
        return undefined
      case 'upgrade':
        this.planUpgrade(isOn ? Number(value) : undefined)
        return undefined
      case 'include-again':
        faults.includesAgain = true
        return undefined
      case STORE_CODE:
        return isOn ? this.store(value!) : undefined
      case 'send':
        return isOn ? sendLine(node, value ?? '', this.options.signers ?? []) : undefined
      default:
        faults.set(verb, isOn ? value : undefined, isOn)
        return undefined
    }
  }

  inspect(query: InspectQuery): Json {
    return inspectChain(this.node, query, this.options.nameOf, this.options.signers?.[0]?.name)
  }

  private store(checksum: string): string {
    const [signer] = this.options.signers ?? []
    const code = this.options.file?.(checksum)
    if (signer === undefined || code === undefined) return '(error) there is no wallet to sign it, or no file'
    return storeCode(this.node, signer, code)
  }

  private async makeBlocks(): Promise<void> {
    const { context, faults, node, options } = this
    // A chain has a block before anybody can ask about it.
    if (node.latestHeight === 0) this.server.publish(this.makeBlock(node))
    for (;;) {
      const late = faults.jitterMs === 0 ? 0 : context.rng.float() * faults.jitterMs
      await context.clock.sleep((options.blockMs ?? BLOCK_MS) + late)
      if (faults.isHalted || this.needsUpgrade()) continue
      await context.step('before-block')
      const block = this.makeBlock(node)
      // It is committed: who dies now has told nobody.
      await context.step('after-block')
      this.server.publish(block)
    }
  }

  /** In so many blocks; undefined once the binary is swapped. A plan that there is stays when the process starts again. */
  private planUpgrade(inBlocks: number | undefined): void {
    const { context, node } = this
    if (inBlocks !== undefined) {
      node.upgradeHeight ??= node.latestHeight + inBlocks
      return
    }
    if (node.upgradeHeight === undefined) return
    node.upgradeHeight = undefined
    this.isStopped = false
    context.emit('upgrade', { height: 0 })
  }

  /** True where x/upgrade stops the chain: before the planned block, in words of its own. */
  private needsUpgrade(): boolean {
    const { context, node } = this
    const { upgradeHeight: height } = node
    if (height === undefined || node.latestHeight + 1 < height) return false
    if (!this.isStopped) context.emit('upgrade', { height, log: `UPGRADE "v2" NEEDED at height: ${height}` })
    this.isStopped = true
    return true
  }

  private makeBlock(node: ChainNode): Block {
    const { context, faults, options } = this
    const timeNs = BigInt(Math.round((RUN_EPOCH_MS + context.clock.nowMs()) * 1_000)) * 1_000n
    const [first] = node.waiting
    const extra = faults.includesAgain && first !== undefined ? [first] : []
    if (extra.length > 0) faults.includesAgain = false
    const block = node.produceBlock(later(timeNs, node.nextBlock().timeNs), extra)
    const requestOf = (index: number) => this.requests.of(block.transactions[index]!)
    options.observe?.(block, context, requestOf)
    const { height } = block.header
    const supply = String(supplyOf(node.stateAt(height)!, node.application.rules.denom))
    context.emit('block', { height, txs: block.transactions.length, waiting: node.waiting.length, supply })
    for (const bytes of block.transactions) this.requests.forget(bytes)
    return block
  }
}

/** A block is later than the one before, whatever the clock says. */
function later(timeNs: bigint, beforeNs: bigint): bigint {
  return timeNs > beforeNs ? timeNs : beforeNs + 1_000_000n
}
