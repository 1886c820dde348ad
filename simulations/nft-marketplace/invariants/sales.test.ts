import { expect, test } from 'vitest'
import type { TraceEvent } from '~/kernel/trace'
import { MODELLED } from '../place-fact'
import { saleAtomic } from './sales'

const { market, treasury } = MODELLED
const at = { height: 3, tx: 'AB' }
const token = { collection: 'boxes', token: '1' }
const sale = {
  ...at,
  ...token,
  listing: 1,
  version: 1,
  price: '100',
  seller: 'ada',
  buyer: 'ben',
  royalty: '5',
  royaltyTo: 'atelier',
  fee: '2',
  sellerGets: '93',
  statedVersion: 1,
  statedPrice: '100',
}
const paid = (to: string, amount: string) => ['transfer', { ...at, from: market, to, amount }] as const
const moved = ['move', { ...at, ...token, isMint: false, to: 'ben' }] as const

/** What the checker says of a transaction with a sale and these facts besides. */
function judged(...facts: (readonly [string, object])[]) {
  const state = saleAtomic.create()
  const told = [['tx', { hash: 'AB' }], ['sale', sale], ...facts, ['block', { height: 3 }]] as const
  for (const [key, data] of told) {
    saleAtomic.step(state, { kind: 'state', node: 'chain', key, data, id: 7, t: 0 } as unknown as TraceEvent)
  }
  return saleAtomic.broken(state)
}

test('a sale whose parts go to whom they are owed is whole', () => {
  expect(judged(moved, paid('ada', '93'), paid('atelier', '5'), paid(treasury, '2'))).toBeNull()
})

test('a royalty that its payee refuses may be held for him', () => {
  const held = (payee: string) => ['held', { ...at, payee, amount: '5' }] as const
  expect(judged(moved, paid('ada', '93'), held('atelier'), paid(treasury, '2'))).toBeNull()
  expect(judged(moved, paid('ada', '93'), held('mallory'), paid(treasury, '2'))?.summary).toContain('the royalty of')
})

test.each([
  ['price', ['mallory', '93'], ['atelier', '5'], [treasury, '2']],
  ['royalty', ['ada', '93'], ['mallory', '5'], [treasury, '2']],
  ['fee', ['ada', '93'], ['atelier', '5'], ['mallory', '2']],
] as const)('the %s that goes to somebody else is noticed, though the parts sum to the price', (what, ...parts) => {
  const found = judged(moved, ...parts.map(([to, amount]) => paid(to, amount)))
  expect(found?.summary).toMatch(new RegExp(`was not paid the ${what} of`))
})
