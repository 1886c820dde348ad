/** S2, S3: a sale is one transaction: the token goes to the buyer, and what he paid goes to those it is owed, to the last coin. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import {
  factOf,
  type BlockFact,
  type HeldFact,
  type MoveFact,
  type PlaceFact,
  type SaleFact,
  type TransferFact,
  type TxFact,
} from '../facts'
import { lunaText } from '../luna'
import { MODELLED, nameIn, placeIn } from '../place-fact'

/** What one transaction has done so far. */
interface InTx {
  request: number
  tx: string
  sales: SaleFact[]
  transfers: TransferFact[]
  moves: MoveFact[]
  held: HeldFact[]
}

interface State {
  place: PlaceFact
  current: InTx
  sales: number
  volume: bigint
  found: Evidence | null
}

const nothing = (tx = '', request = 0): InTx => ({ request, tx, sales: [], transfers: [], moves: [], held: [] })

/** Both legs of every sale, and the whole price, in one transaction. */
export const saleAtomic = defineInvariant<State>({
  id: 'sale-atomic',
  kind: 'safety',
  label: 'sales are whole',
  statement:
    'In the transaction of a sale the token goes to the buyer, and seller, royalty and fee get what they are owed: together the price.',
  kinds: ['state'],
  create: () => ({ place: MODELLED, current: nothing(), sales: 0, volume: 0n, found: null }),
  step(state, event) {
    state.found = null
    state.place = placeIn(event) ?? state.place
    const { current } = state
    const tx = factOf<TxFact>(event, 'chain', 'tx')
    if (tx !== null || factOf<BlockFact>(event, 'chain', 'block') !== null) {
      state.found = judge(current, state.place)
      state.sales += current.sales.length
      for (const { price } of current.sales) state.volume += BigInt(price)
      state.current = nothing(tx?.hash, event.id)
      return
    }
    const sale = factOf<SaleFact>(event, 'chain', 'sale')
    if (sale !== null) current.sales.push(sale)
    const transfer = factOf<TransferFact>(event, 'chain', 'transfer')
    if (transfer !== null) current.transfers.push(transfer)
    const move = factOf<MoveFact>(event, 'chain', 'move')
    if (move !== null) current.moves.push(move)
    const held = factOf<HeldFact>(event, 'chain', 'held')
    if (held !== null) current.held.push(held)
  },
  broken: ({ found }) => found,
  figures: ({ sales, volume }) => ({ sales, volume: String(volume) }),
})

function judge({ request, tx, sales, transfers, moves, held }: InTx, place: PlaceFact): Evidence | null {
  for (const sale of sales) {
    const { price, fee, royalty, sellerGets, buyer, token, collection } = sale
    const figures = { tx, token, price, fee, royalty, sellerGets }
    const isMoved = moves.some((move) => move.collection === collection && move.token === token && move.to === buyer)
    if (!isMoved) {
      const summary = `${nameIn(place, buyer)} paid ${lunaText(price)} for token ${token}, and the token stayed where it was`
      return { summary, request, did: 'The market took the price and kept the token', figures }
    }
    const sent = transfers
      .filter(({ from }) => from === place.market)
      .reduce((sum, { amount }) => sum + BigInt(amount), 0n)
    const kept = held.reduce((sum, { amount }) => sum + BigInt(amount), 0n)
    const paidOut = sent + kept
    if (paidOut !== BigInt(price)) {
      const missing = Number(BigInt(price) - paidOut)
      const summary = `of ${price} uluna for token ${token} only ${paidOut} were paid out: ${missing} stayed in the market`
      const measure = { value: missing, bound: 0, unit: 'of the smallest coin left over' }
      return { summary, request, did: 'The parts were rounded so that they are less than the price', measure, figures }
    }
    const unpaid = partsOf(sale, place).find(({ to, amount, isHeld }) => {
      const isPaid = transfers.some((each) => each.from === place.market && each.to === to && each.amount === amount)
      return !isPaid && !(isHeld && held.some((each) => each.payee === to && each.amount === amount))
    })
    if (unpaid !== undefined) {
      const { what, to, amount } = unpaid
      const summary = `${nameIn(place, to)} was not paid the ${what} of ${lunaText(amount)} for token ${token}`
      return { summary, request, did: `The ${what} went to somebody else`, figures }
    }
  }
  return null
}

/** Whom the market owes what of a sale. Only a royalty may be held, for a payee whom the bank refuses to pay. */
function partsOf({ seller, sellerGets, royalty, royaltyTo, fee }: SaleFact, { treasury }: PlaceFact) {
  const parts = [
    { what: 'price', to: seller, amount: sellerGets, isHeld: false },
    { what: 'royalty', to: royaltyTo, amount: royalty, isHeld: true },
    { what: 'fee', to: treasury, amount: fee, isHeld: false },
  ]
  return parts.filter(({ amount }) => amount !== '0')
}
