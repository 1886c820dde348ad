/** Blocks of a real node as the box states them: what `block` and `block_results` say, and the coins there were. */
import { base64 } from '@scure/base'
import type { ObservedResult } from '../observed-block'
import type { ChainEvent } from '../app/event'
import { NoAnswer, type NodeResult } from './answer'
import type { LiveBlock } from './live-chain'

type Results = NodeResult<'block_results'>
type Events = Results['finalize_block_events']

/**
 * A block with its results. What of it the chain has minted or burnt by itself is in the events of the block, not of its transactions.
 * @throws {NoAnswer} if it is another block, or results and transactions are not of each other
 */
export function blockOf(
  asked: number,
  { block }: NodeResult<'block'>,
  results: Results,
  { denom, supply, waiting }: { readonly denom: string; readonly supply: string; readonly waiting: number },
): LiveBlock {
  const transactions = block.data.txs ?? []
  const told = results.txs_results ?? []
  if (Number(block.header.height) !== asked || Number(results.height) !== asked) throw new NoAnswer(`it sent another block than ${asked}`) // prettier-ignore
  if (transactions.length !== told.length) throw new NoAnswer(`it told of ${told.length} results for ${transactions.length} transactions`) // prettier-ignore
  return {
    header: { height: asked },
    transactions: transactions.map((text) => base64.decode(text)),
    results: told.map(resultOf),
    waiting,
    supply,
    minted: String(amountsOf(results.finalize_block_events, 'coinbase', denom) - amountsOf(results.finalize_block_events, 'burn', denom)), // prettier-ignore
  }
}

/** What became of a transaction. */
export function resultOf(result: NonNullable<Results['txs_results']>[number]): ObservedResult {
  return {
    code: result.code,
    codespace: result.codespace,
    log: result.log ?? '',
    gasWanted: Number(result.gas_wanted),
    gasUsed: Number(result.gas_used),
    events: eventsOf(result.events),
  }
}

function eventsOf(events: Events): ChainEvent[] {
  return (events ?? []).map(({ type, attributes }) => ({
    type,
    attributes: (attributes ?? []).map(({ key, value }) => ({ key, value: value ?? '' })),
  }))
}

/** The sum of a coin in the amounts of events of a type, such as `205993274uluna,7utoken`. */
function amountsOf(events: Events, type: string, denom: string): bigint {
  let sum = 0n
  for (const event of events ?? []) {
    if (event.type !== type) continue
    for (const { key, value } of event.attributes ?? []) {
      if (key !== 'amount') continue
      for (const coin of (value ?? '').split(',')) {
        const [, digits, name] = /^(\d{1,39})(.+)$/.exec(coin) ?? []
        if (digits !== undefined && name === denom) sum += BigInt(digits)
      }
    }
  }
  return sum
}

/** The last block that an answer tells of; 0 if it tells of none. Facts about it have to be stated before anybody hears of it. */
export function heightIn(result: unknown): number {
  const { height, last_height: last, sync_info: sync, block, header, response, txs } = (result ?? {}) as Told
  const heights = [
    height,
    last,
    sync?.latest_block_height,
    block?.header?.height,
    header?.height,
    response?.height,
    ...(Array.isArray(txs) ? txs.map((each) => (typeof each === 'object' && each !== null ? each.height : 0)) : []),
  ]
  return heights.reduce<number>((most, each) => Math.max(most, wholeOf(each)), 0)
}

/** The block that an event tells of. */
export function heightInEvent({ value }: { readonly value?: unknown }): number {
  const { block, TxResult: result } = (value ?? {}) as { block?: Told['block']; TxResult?: { height?: unknown } }
  return Math.max(wholeOf(block?.header?.height), wholeOf(result?.height))
}

interface Told {
  readonly height?: unknown
  readonly last_height?: unknown
  readonly sync_info?: { readonly latest_block_height?: unknown }
  readonly block?: { readonly header?: { readonly height?: unknown } }
  readonly header?: { readonly height?: unknown }
  readonly response?: { readonly height?: unknown }
  readonly txs?: readonly ({ readonly height?: unknown } | null)[] | null
}

function wholeOf(value: unknown): number {
  return /^\d{1,15}$/.test(String(value)) ? Number(value) : 0
}
