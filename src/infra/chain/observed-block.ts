/** A block as far as those need it who state what has happened in it. */
import type { TxResult } from './app/application'

/** What became of a transaction. */
export type ObservedResult = Pick<TxResult, 'code' | 'codespace' | 'log' | 'gasWanted' | 'gasUsed' | 'events'>

/** A block with its transactions and what became of each. */
export interface ObservedBlock {
  readonly header: { readonly height: number }
  readonly transactions: readonly Uint8Array[]
  readonly results: readonly ObservedResult[]
}
