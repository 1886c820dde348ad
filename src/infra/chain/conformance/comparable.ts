/** Answers without what depends on keys, so that two chains with different wallets can be compared by value. */
import { decoded } from './decoded'
import type { Exchange } from './session'

const FEE = /^\d+uluna$/

/** The exchanges of one operation. Of equal polls one is left, since how many there are is a matter of time. */
export function comparable(exchanges: readonly Exchange[], signer: string): unknown[] {
  const once = exchanges.filter(
    ({ method }, place) => method !== 'tx_search' || exchanges[place + 1]?.method !== 'tx_search',
  )
  return once.map((exchange) => named(JSON.parse(JSON.stringify(decoded(exchange)).replaceAll(signer, '<signer>'))))
}

/** Attributes of events with names in place of signatures, sequences and the fee. */
function named(value: unknown, fee = ''): unknown {
  if (Array.isArray(value)) {
    const paid = feeIn(value) ?? fee
    return value.map((item) => named(item, paid))
  }
  if (!isRecord(value))
    return typeof value === 'string' ? value.replace(/tx\.hash='[0-9A-F]+'/, "tx.hash='<hash>'") : value
  const { key, value: told } = value
  if (key === 'signature' && told !== '') return { ...value, value: '<signature>' }
  if (key === 'acc_seq') return { ...value, value: String(told).replace(/\d+$/, '<sequence>') }
  if ((key === 'amount' || key === 'fee') && told === fee && FEE.test(fee)) return { ...value, value: '<fee>' }
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, named(field, fee)]))
}

/** The fee that a list of events tells. */
function feeIn(events: readonly unknown[]): string | undefined {
  const attributes = events
    .filter(isRecord)
    .flatMap((event) => (event['attributes'] as readonly unknown[] | undefined) ?? [])
  return attributes.filter(isRecord).find(({ key }) => key === 'fee')?.['value'] as string | undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
