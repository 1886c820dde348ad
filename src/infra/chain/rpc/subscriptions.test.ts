import { describe, expect, test } from 'vitest'
import { sendMessage, uluna } from '../testing/messages'
import { TestChain } from '../testing/test-chain'
import { ADA, BOB } from '../testing/wallets'
import { SUBSCRIPTION_LIMITS, Subscriptions } from './subscriptions'

const NEW_BLOCK = "tm.event='NewBlock'"
const request = (method: string, query = NEW_BLOCK, id = 1) => ({
  jsonrpc: '2.0' as const,
  id,
  method,
  params: { query },
})

function rung(subscriptions: Subscriptions, chain: TestChain, copies?: number): void {
  chain.block()
  subscriptions.publish(chain.node.block(chain.node.latestHeight)!, chain.node.latestAppHash, copies)
}

test('a subscriber gets blocks under the id of its request, and a transaction where its query asks for one', () => {
  const [chain, subscriptions] = [new TestChain(), new Subscriptions()]
  subscriptions.take('a', request('subscribe', NEW_BLOCK, 7))
  subscriptions.take('b', request('subscribe', "tm.event='Tx' AND transfer.amount='5uluna'", 8))
  chain.node.checkTx(chain.sign(ADA, [sendMessage(ADA, BOB.address, uluna(5))]))
  rung(subscriptions, chain)
  const told = (name: string) =>
    subscriptions.drain(name).map(({ id, result }) => [id, (result.data as { type: string }).type])
  expect(told('a')).toEqual([[7, 'tendermint/event/NewBlock']])
  expect(told('b')).toEqual([[8, 'tendermint/event/Tx']])
  expect(told('a')).toEqual([])
})

test('a buffer that is full loses what comes, and tells nobody', () => {
  const [chain, subscriptions] = [new TestChain(), new Subscriptions()]
  subscriptions.take('a', request('subscribe'))
  rung(subscriptions, chain, SUBSCRIPTION_LIMITS.buffer)
  rung(subscriptions, chain)
  const events = subscriptions.drain('a')
  expect(events.length).toBe(SUBSCRIPTION_LIMITS.buffer)
  expect(new Set(events.map(({ result }) => result.events['block.height']![0]))).toEqual(new Set(['2']))
  rung(subscriptions, chain)
  expect(subscriptions.drain('a').map(({ result }) => result.events['block.height'])).toEqual([['4']])
})

test('what is rung twice comes twice', () => {
  const [chain, subscriptions] = [new TestChain(), new Subscriptions()]
  subscriptions.take('a', request('subscribe'))
  rung(subscriptions, chain, 2)
  expect(subscriptions.drain('a').length).toBe(2)
})

describe('limits', () => {
  test('so many for a client, and none twice', () => {
    const subscriptions = new Subscriptions()
    for (let height = 1; height <= SUBSCRIPTION_LIMITS.perClient; height++) {
      subscriptions.take('a', request('subscribe', `block.height=${height}`))
    }
    expect(() => subscriptions.take('a', request('subscribe', 'block.height=1'))).toThrow('already subscribed')
    expect(() => subscriptions.take('a', request('subscribe'))).toThrow('max_subscriptions_per_client 5 reached')
    subscriptions.take('a', request('unsubscribe', 'block.height=1'))
    subscriptions.take('a', request('subscribe'))
  })

  test('so many clients', () => {
    const subscriptions = new Subscriptions()
    for (let client = 0; client < SUBSCRIPTION_LIMITS.clients; client++)
      subscriptions.take(`${client}`, request('subscribe'))
    expect(() => subscriptions.take('more', request('subscribe'))).toThrow('max_subscription_clients 100 reached')
    subscriptions.take('0', request('unsubscribe_all'))
    subscriptions.take('more', request('subscribe'))
  })

  test('what was not subscribed to cannot be left', () => {
    expect(() => new Subscriptions().take('a', request('unsubscribe'))).toThrow('subscription not found')
  })
})

test('who waits is woken by an event, and by the end of the connection', async () => {
  const [chain, subscriptions] = [new TestChain(), new Subscriptions()]
  subscriptions.take('a', request('subscribe'))
  const waiting = subscriptions.untilAny('a')
  rung(subscriptions, chain)
  await waiting
  subscriptions.drain('a')
  const closing = subscriptions.untilAny('a')
  subscriptions.closeAll()
  await closing
  expect(subscriptions.has('a')).toBe(false)
})
