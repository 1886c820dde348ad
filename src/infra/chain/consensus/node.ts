/**
 * A node of the chain and its validator: takes transactions, makes a block of what waits whenever it is told to, and remembers.
 * All of it is synchronous; when blocks are made is up to whoever has a clock.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { Application, type ApplicationRules, type TxResult } from '../app/application'
import type { BlockInfo } from '../app/context'
import { transactionHash } from '../app/transaction'
import { byteText, concat, utf8 } from '../bytes'
import { CommittedState, StateLayer, type KeyValues } from '../state/key-value'
import { proposeBlock, type Block } from './block'
import { writeGenesis, type Genesis } from './genesis'
import { StateHistory } from './history'
import { Mempool, MempoolError } from './mempool'
import { createValidator, type Validator } from './validator'

/** What a chain is, from its first block on. */
export interface ChainOptions extends ApplicationRules {
  readonly chainId: string
  readonly genesis: Genesis
  /** Blocks are kept for so many heights; an archive has them all. Default: for good. */
  readonly keepBlocks?: number
}

/** Where a transaction has been included. */
export interface Inclusion {
  readonly height: number
  readonly index: number
}

const STATES_KEPT = 100
/** The most bytes of transactions in a block (`consensus_params.block.max_bytes`). */
const BLOCK_BYTES_MAX = 4 * 1024 * 1024

/** What survives a crash of the node: blocks and committed state. */
export class ChainNode {
  readonly chainId: string
  readonly application: Application
  readonly validator: Validator
  /** All blocks there ever were: an archive node serves them all, any other those from {@link earliestHeight} on. */
  private readonly blocks = new Map<number, Block>()
  private readonly state = new CommittedState()
  private readonly history = new StateHistory(STATES_KEPT)
  private readonly inclusions = new Map<string, Inclusion[]>()
  private readonly genesisNs: bigint
  /** The block that this binary cannot make, as x/upgrade has planned it; undefined if there is none. It is planned in the state: restarting changes nothing. */
  upgradeHeight: number | undefined
  private keepBlocks: number
  private appHash: Uint8Array
  private latest = 0
  private earliest = 1
  private mempool = new Mempool()
  /** The state as checks see it: the committed one, and what checked transactions have taken for fees and sequences. */
  private checked: StateLayer

  constructor({ chainId, genesis, keepBlocks, ...rules }: ChainOptions) {
    this.chainId = chainId
    this.application = new Application(rules)
    this.validator = createValidator(chainId)
    this.genesisNs = genesis.timeNs
    this.keepBlocks = keepBlocks ?? Infinity
    writeGenesis(this.application, this.state, chainId, genesis)
    this.appHash = sha256(utf8(chainId))
    this.checked = new StateLayer(this.state)
  }

  /** The height of the last block; 0 before the first. */
  get latestHeight(): number {
    return this.latest
  }

  /** The height of the oldest block that is kept. */
  get earliestHeight(): number {
    return this.earliest
  }

  get waiting(): readonly Uint8Array[] {
    return this.mempool.transactions
  }

  /** A block, whether it is kept or only in an archive. */
  block(height: number): Block | undefined {
    return this.blocks.get(height)
  }

  /** Where transactions of this hash are: more than once, if the same bytes were included again. */
  inclusionsOf(hash: Uint8Array): readonly Inclusion[] {
    return this.inclusions.get(byteText(hash)) ?? []
  }

  /** The state after the block of a height; undefined if it is not kept any more, or not yet there. */
  stateAt(height: number): KeyValues | undefined {
    return height > this.latest ? undefined : this.history.at(this.state, height, this.latest)
  }

  /** The state as it would be if what waits were in a block by now, as far as fees and sequences go: for whoever signs next. */
  get pendingState(): KeyValues {
    return new StateLayer(this.checked)
  }

  /** The hash of the state after the last block. It follows from all that has ever changed; it is no root of a tree. */
  get latestAppHash(): Uint8Array {
    return this.appHash
  }

  /**
   * Looks at a transaction and lets it wait for a block if it is good.
   * @throws {MempoolError} it is there already, is too large, or there is no room
   */
  checkTx(bytes: Uint8Array): TxResult {
    this.mempool.announce(bytes)
    const result = this.application.check(this.checked, this.nextBlock(), bytes, 'check')
    if (result.code === 0) this.mempool.add(bytes)
    else this.mempool.forget(bytes)
    return result
  }

  /** Makes the next block of what waits, does it and commits it. */
  produceBlock(timeNs: bigint, extra: readonly Uint8Array[] = []): Block {
    const { application, chainId, validator } = this
    const transactions = [...this.reap(), ...extra]
    const last = this.blocks.get(this.latest)
    const proposed = proposeBlock({ chainId, timeNs, validator, last, appHash: this.appHash }, transactions)
    const { height } = proposed.header
    const info: BlockInfo = { chainId, height, timeNs }
    const work = new StateLayer(this.state)
    application.beginBlock(work, info)
    const results = transactions.map((bytes, index) => application.deliver(work, info, bytes, index))
    const changes = work.changes()
    this.history.record(height, this.state, changes)
    this.appHash = sha256(
      concat(this.appHash, ...changes.flatMap(([key, value]) => [utf8(key), value ?? new Uint8Array()])),
    )
    work.write()
    const block: Block = { ...proposed, results }
    this.blocks.set(height, block)
    this.latest = height
    transactions.forEach((bytes, index) => this.index(bytes, { height, index }))
    this.prune()
    this.recheck(transactions)
    return block
  }

  /** Drops everything that waits: what a node forgets when it dies, or is told to. What is dropped may come again. */
  dropMempool(): void {
    this.mempool = new Mempool()
    this.checked = new StateLayer(this.state)
  }

  /** Keeps so many blocks from now on. */
  keep(blocks: number): void {
    this.keepBlocks = blocks
    this.prune()
  }

  /** The block that comes next, as far as it is known. */
  nextBlock(): BlockInfo {
    const timeNs = this.blocks.get(this.latest)?.header.timeNs ?? this.genesisNs
    return { chainId: this.chainId, height: this.latest + 1, timeNs }
  }

  private reap(): Uint8Array[] {
    let bytes = 0
    return this.mempool.transactions.filter((each) => (bytes += each.length) <= BLOCK_BYTES_MAX)
  }

  private index(bytes: Uint8Array, inclusion: Inclusion): void {
    const hash = byteText(transactionHash(bytes))
    this.inclusions.set(hash, [...(this.inclusions.get(hash) ?? []), inclusion])
  }

  /** Asks again of all that waits, now that the state is another. */
  private recheck(included: readonly Uint8Array[]): void {
    this.mempool.remove(included)
    this.checked = new StateLayer(this.state)
    const block = this.nextBlock()
    this.mempool.keep((bytes) => this.application.check(this.checked, block, bytes, 'recheck').code === 0)
  }

  private prune(): void {
    this.earliest = Math.max(this.earliest, this.latest - this.keepBlocks + 1)
  }
}

export { MempoolError }
