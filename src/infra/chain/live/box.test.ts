/** The box of a live chain, on a node that this test makes up: what it states, and when. */
import { describe, expect, test } from 'vitest'
import { CallError } from '~/kernel/call-error'
import type { Context } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { ChainBoxOptions } from '../box'
import type { RpcResponse } from '../rpc/json-rpc'
import { LiveChainBox } from './box'
import { placeOf, toldOf } from './deployed'
import { liveHalf } from './half'
import type { LiveBlock, LiveChain } from './live-chain'
import { recorded } from '../live-recorded'

const FROM = { from: 'web', fromInstance: 0, event: 1 }

function blockAt(height: number, supply = '1000', minted = '0'): LiveBlock {
  return { header: { height }, transactions: [], results: [], waiting: 3, supply, minted }
}

/** A box whose node has the blocks of a list that grows. */
function boxOn(blocks: LiveBlock[], changes: Partial<LiveChain> = {}, options: ChainBoxOptions = {}) {
  const stated: (readonly [string, Json])[] = []
  const context = {
    clock: { sleep: () => Promise.resolve() },
    emit: (key: string, value: Json) => stated.push([key, value]),
    outside: <Result>(start: () => Promise<Result>) => start(),
  } as unknown as Context
  const never = () => Promise.reject(new CallError('refused', 'not asked for here'))
  const live: LiveChain = {
    half: liveHalf(true),
    ask: never,
    next: never,
    blocks: (from) => Promise.resolve(blocks.filter(({ header }) => header.height >= from)),
    dropSockets: () => Promise.resolve(null),
    send: (line) => Promise.resolve(`sent ${line}`),
    store: never,
    ...changes,
  }
  const engine = { name: 'live', title: '', version: '', live, look: null, prepare: never } as const
  return { box: new LiveChainBox(context, engine, 10, options), stated }
}

function status(height: number): () => Promise<RpcResponse> {
  const sync = { latest_block_height: String(height) }
  return () => Promise.resolve({ jsonrpc: '2.0', id: 1, result: { sync_info: sync } })
}

const ASK = { type: 'rpc', request: 4, body: { jsonrpc: '2.0' as const, id: 1, method: 'status', params: {} } }

test('nobody hears of a block before it is stated', async () => {
  const { box, stated } = boxOn([blockAt(11), blockAt(12)], { ask: status(12) })
  await box.handle(ASK, FROM)
  expect(stated.map(([, fact]) => (fact as { height: number }).height)).toEqual([11, 12])
})

test('nor from a subscription', async () => {
  const value = { block: { header: { height: '11' } } }
  const next = () => Promise.resolve([{ jsonrpc: '2.0' as const, id: 1, result: { query: '', data: { value }, events: {} } }]) // prettier-ignore
  const { box, stated } = boxOn([blockAt(11)], { next })
  await box.handle({ type: 'rpc-next', request: 0, connection: 'a', waitMs: 1 } as never, FROM)
  expect(stated).toEqual([['block', { height: 11, txs: 0, waiting: 3, supply: '1000' }]])
})

test('a block that the node has told of and has not is nothing that is handed on', async () => {
  const { box } = boxOn([blockAt(11)], { ask: status(12) })
  await expect(box.handle(ASK, FROM)).rejects.toThrow(/has told of block 12 and does not have it/)
})

test('what a chain mints by its own rules is no coin that came from nowhere', async () => {
  const { box, stated } = boxOn([blockAt(11, '1000', '5'), blockAt(12, '1007', '7'), blockAt(13, '', '7'), blockAt(14, '1020', '7')], { ask: status(14) }) // prettier-ignore
  await box.handle(ASK, FROM)
  expect(stated.map(([, fact]) => (fact as { supply: string }).supply)).toEqual(['1000', '1000', '', '999'])
})

describe('what is done to it', () => {
  test('it does itself what a node lets it do', async () => {
    const { box } = boxOn([])
    expect(await box.act('send', 'send ada market {}', 'start')).toBe('sent send ada market {}')
    expect(await box.act('drop-sockets', undefined, 'start')).toBeNull()
    expect(await box.act('halt', undefined, 'start')).toBeUndefined()
  })

  test('is not done where the node is not there, and says so', async () => {
    const { box } = boxOn([], { send: () => Promise.reject(new CallError('refused', 'node: ECONNREFUSED')) })
    expect(await box.act('send', 'x', 'start')).toBe('not done: node: ECONNREFUSED')
  })

  test('on somebody’s own node nothing is signed', () => {
    const { acts, cannot } = liveHalf(false)
    expect(acts).toEqual(['drop-sockets'])
    expect(cannot['send']).toMatch(/your own/)
  })
})

describe('a recording keeps where on its chain the run was', () => {
  const place = { chainId: 'c-1', prefix: 'terra', denom: 'uluna', gasPriceThousandths: 15, tag: 'a1r1', contracts: ['terra1qqqqqqqqqqqqqqqqqqqq'], height: 10, aheadMs: 5 } // prettier-ignore

  test('and gives it to who plays it', async () => {
    const engine = recorded.engine({ title: '', version: '', half: liveHalf(true), told: toldOf(place) }) as { prepare(): Promise<unknown> } // prettier-ignore
    expect(await engine.prepare()).toEqual(place)
  })

  test.each([
    ['nothing', undefined, /all of it/],
    ['an address that is none', { ...place, contracts: ["'); DROP TABLE cursor; --"] }, /contracts\.0: this is no address/],
    ['a height that is none', { ...place, height: 1.5 }, /height/],
    ['a prefix that is none', { ...place, prefix: '<b>' }, /prefix/],
    ['more', { ...place, more: 1 }, /more/],
  ])('unless it is %s', (_, told, why) => {
    expect(() => placeOf(told)).toThrow(why)
  }) // prettier-ignore
})
