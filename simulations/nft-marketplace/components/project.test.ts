import { describe, expect, test } from 'vitest'
import { modelled } from '../marketplace'
import { projectBlock, type PlacedEvent } from './project'

const { market, rogue, collections } = modelled
const boxes = collections[0]!
let place = 0

function event(type: string, attributes: Readonly<Record<string, string>>): PlacedEvent {
  return { txIndex: 0, txHash: 'AB', msgIndex: 0, eventIndex: place++, type, attributes }
}

const move = (action: string, to: string, more: Readonly<Record<string, string>> = {}) =>
  event('wasm', {
    _contract_address: boxes.address,
    action,
    token_id: '1',
    ...(action === 'mint' ? { owner: to } : { recipient: to }),
    ...more,
  })

const told = (type: string, more: Readonly<Record<string, string>> = {}, contract = market) =>
  event(`wasm-${type}`, {
    _contract_address: contract,
    schema: '1',
    listing_id: '7',
    version: '1',
    collection: boxes.address,
    token_id: '1',
    seller: 'ada',
    ...more,
  })

describe('the rows of a block', () => {
  test('have the last owner of a token, and that it is new', () => {
    const { tokens } = projectBlock(
      [move('mint', 'ada'), move('transfer_nft', 'ben', { sender: 'operator' })],
      modelled,
      false,
    )
    expect(tokens).toMatchObject([{ collection: boxes.address, token_id: '1', owner: 'ben', isNew: true, uri: '' }])
    expect(tokens[0]!.place.attributes).toMatchObject({ action: 'mint' })
  })

  test('have what a listing has come to', () => {
    const events = [
      told('list', { price: '5' }),
      told('update-price', { version: '2', price: '6' }),
      told('sale', { version: '2', price: '6', buyer: 'ben' }),
    ]
    const { listings, history } = projectBlock(events, modelled, false)
    expect(listings).toMatchObject([{ id: 7, version: 2, price: '6', status: 'sold' }])
    expect(history.map((row) => (row as { kind: string }).kind)).toEqual(['list', 'update-price', 'sale'])
  })

  test('keep equal events of one transaction apart by their places', () => {
    const { history } = projectBlock([told('mint'), told('mint')], modelled, false)
    const places = history.map((row) => (row as { event_index: number }).event_index)
    expect(new Set(places).size).toBe(2)
  })

  test('have nothing that another contract says', () => {
    const forged = [told('list', { price: '1' }, rogue), told('sale', { price: '1' }, rogue)]
    expect(projectBlock(forged, modelled, false)).toEqual({
      tokens: [],
      burned: [],
      listings: [],
      history: [],
      quarantine: [],
    })
    expect(projectBlock(forged, modelled, true).history).toHaveLength(2)
  })

  test('have a token that is burned among those that are no more, unless it is minted anew', () => {
    const burned = [move('mint', 'ada'), move('burn', '')]
    const { tokens, burned: gone } = projectBlock(burned, modelled, false)
    expect([tokens, gone]).toMatchObject([[], [{ token_id: '1' }]])
    const anew = projectBlock([...burned, move('mint', 'ben')], modelled, false)
    expect([anew.tokens, anew.burned]).toMatchObject([[{ owner: 'ben', isNew: true }], []])
  })

  test.each([
    ['a collection that is not followed', { collection: 'terra1third' }, 'collection terra1third is not followed'],
    ['a text that no table takes', { seller: 'a\0' }, 'seller has a character that PostgreSQL does not take'],
    ['an end that no listing has', { reason: 'seized' }, 'a listing that ends as seized'],
  ])('have an event with %s in quarantine', (_, more, reason) => {
    const { quarantine, listings, history } = projectBlock([told('delist', more)], modelled, false)
    expect([listings, history]).toEqual([[], []])
    expect(quarantine).toMatchObject([{ reason }])
    expect(JSON.stringify(quarantine)).not.toContain('\\u0000')
  })

  test('have an event of an unknown version in quarantine, as it came', () => {
    const { quarantine, listings } = projectBlock([told('list', { schema: '2', price: '5' })], modelled, false)
    expect(listings).toEqual([])
    expect(quarantine).toMatchObject([{ reason: 'schema 2', event: { type: 'wasm-list' } }])
  })
})
