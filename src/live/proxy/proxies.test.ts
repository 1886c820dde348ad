/** Ways to a real store, each with faults of its own. */
import { once } from 'node:events'
import { connect as dial } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { connectLiveEngine } from '~/infra/redis/live'
import { startRealServer } from '~/infra/redis/testing/real-server'
import type { RealServer } from '~/infra/testing/real-server'
import { linkConditions } from '~/kernel/conditions'
import { Proxies, type Way } from './proxies'
import { CLEAR, toxicsWith } from './toxics'

const GATEWAY: Way = { from: 'gateway', fromInstance: 0, to: 'store', toInstance: 0 }
const OTHER: Way = { ...GATEWAY, fromInstance: 1 }

let server: RealServer
beforeAll(async () => {
  server = await startRealServer()
})
afterAll(() => server.stop())

function upstream() {
  const { hostname, port } = new URL(server.url)
  return { host: hostname, port: Number(port) }
}

async function open() {
  const proxies = new Proxies()
  onTestFinished(() => proxies.close())
  const connect = async (way: Way) => {
    const { host, port } = await proxies.address(way, upstream())
    const connection = (await connectLiveEngine({ url: `redis://${host}:${port}` })).connect()
    onTestFinished(() => connection.close())
    return connection
  }
  return { proxies, connect }
}

test('each way has one proxy to each server', async () => {
  const { proxies } = await open()
  const first = await proxies.address(GATEWAY, upstream())
  expect(await proxies.address(GATEWAY, upstream())).toEqual(first)
  expect((await proxies.address(OTHER, upstream())).port).not.toBe(first.port)
  expect((await proxies.address(GATEWAY, { host: '127.0.0.1', port: 1 })).port).not.toBe(first.port)
})

test('what is done to one way is not done to another that leads to the same store', async () => {
  const { proxies, connect } = await open()
  const [cut, other] = [await connect(GATEWAY), await connect(OTHER)]
  await cut.execute([['SET', 'a', '1']])
  const target = { kind: 'arrow', from: 'gateway', to: 'store' } as const
  await proxies.suffer(GATEWAY, linkConditions([{ verb: 'partition', target, atMs: 0, value: 'requests' }]))
  const lost = Promise.resolve(cut.execute([['SET', 'a', '2']])).catch((error: Error) => error)
  expect(await other.execute([['GET', 'a']])).toEqual(['1'])
  await proxies.suffer(GATEWAY, linkConditions([]))
  await lost
  expect(await (await connect(GATEWAY)).execute([['PING']])).toEqual(['PONG'])
})

test('what befell a way befalls proxies of it that come later', async () => {
  const { proxies } = await open()
  await proxies.set(GATEWAY, toxicsWith({ isRefused: true }))
  const { host, port } = await proxies.address(GATEWAY, upstream())
  await expect(connectLiveEngine({ url: `redis://${host}:${port}` })).rejects.toThrow(
    /closed|ECONNREFUSED|max retries/i,
  )
  await proxies.set(GATEWAY, CLEAR)
  expect((await connectLiveEngine({ url: `redis://${host}:${port}` })).name).toBe('live')
})

test('a reply that is lost was worked for: the store counts, and whoever asked hears of a broken connection', async () => {
  const { proxies, connect } = await open()
  await proxies.set(GATEWAY, toxicsWith({ replies: { resetShare: 1 } }))
  // A client that asks once: those of a library would ask again.
  const socket = dial(await proxies.address(GATEWAY, upstream()))
  socket.write('INCR lost-reply\r\n')
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
  expect(error.code).toBe('ECONNRESET')
  expect(await (await connect(OTHER)).execute([['GET', 'lost-reply']])).toEqual(['1'])
})
