/** Where processes connect to servers that only a store knows of. */
import { expect, test } from 'vitest'
import type { Way } from './proxy/proxies'
import { addressesOf } from './ways'

test('a broker is reached through the way of its caller, and directly by whoever is not drawn as one', async () => {
  const asked: Way[] = []
  const proxy = { host: '127.0.0.1', port: 7 }
  const control = {
    address(way: Way) {
      asked.push(way)
      return Promise.resolve(proxy)
    },
  }
  const ways: Way[] = [
    { from: 'orders', fromInstance: null, to: 'brokers', toInstance: 0 },
    { from: 'search', fromInstance: 1, to: 'brokers', toInstance: 0 },
  ]
  const addressFor = addressesOf(ways, control)
  const broker = { host: 'a-broker', port: 9 }
  expect(await addressFor({ from: 'orders', fromInstance: 1 }, 2, broker)).toBe(proxy)
  expect(await addressFor({ from: 'search', fromInstance: 1 }, 1, broker)).toBe(proxy)
  expect(await addressFor({ from: 'search', fromInstance: 0 }, 1, broker)).toBe(broker)
  expect(asked).toEqual([
    { ...ways[0], toInstance: 2 },
    { ...ways[1], toInstance: 1 },
  ])
})
