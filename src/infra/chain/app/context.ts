/** What the code of the chain works in: its state, its gas, the events so far, and which block it is. */
import { StateLayer, type KeyValues } from '../state/key-value'
import type { SdkGasMeter } from '../state/sdk-gas'
import type { ChainEvent } from './event'

/** The block that is being executed, or was last. */
export interface BlockInfo {
  readonly chainId: string
  readonly height: number
  /** Nanoseconds since 1970. */
  readonly timeNs: bigint
}

export interface TxContext {
  readonly state: KeyValues
  readonly gas: SdkGasMeter
  readonly events: ChainEvent[]
  readonly block: BlockInfo
  /** The place of the transaction in its block; undefined in a query. */
  readonly txIndex: number | undefined
  /** How many contracts have called each other to get here. */
  readonly depth: number
  /** SHA-256 of the transaction's bytes; undefined outside of one. */
  readonly txHash?: Uint8Array
  /** Checksums of the codes that this transaction has made an instance of, as byte texts: another one costs less. Undefined in a query. */
  readonly loaded?: Set<string>
}

/** A part of the work that is kept or dropped as one. */
export interface Branch {
  readonly context: TxContext
  /** Writes its state down. Its events are the caller's to take over. */
  commit(): void
}

/** Opens a branch with no events of its own yet. */
export function branch(context: TxContext, changes: Partial<Pick<TxContext, 'gas' | 'depth'>> = {}): Branch {
  const state = new StateLayer(context.state)
  return { context: { ...context, ...changes, state, events: [] }, commit: () => state.write() }
}
