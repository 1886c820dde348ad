/** Real sockets, a tiny server that echoes, and the proxy between them. */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { freePort } from '~/infra/testing/real-server'
import { Client, openProxy, roundTrip, startEcho } from '../testing/echo'
import { HELD_BYTES_MAX } from './pipe'
import { CLEAR, toxicsWith } from './toxics'

test('passes bytes on in both directions, whole and in order, and ends when both have ended', async () => {
  const echo = await startEcho()
  const proxy = await openProxy(echo.address)
  const client = new Client(proxy.address)
  const text = Array.from({ length: 20_000 }, (_, index) => `${index};`).join('')
  client.say(text)
  await client.hears('19999;')
  expect(client.bytes).toBe(text.length)
  client.socket.end()
  expect(await client.ended).toBe('calm')
  await expect.poll(() => proxy.connections).toBe(0)
})

test('latency holds each piece back, each way, and keeps their order with jitter', async () => {
  const echo = await startEcho()
  const draws = [0.9, 0.1, 0.5]
  const proxy = await openProxy(echo.address, () => {
    draws.push(draws[0]!)
    return draws.shift()!
  })
  const client = new Client(proxy.address)
  await client.say('0;').hears('0;')
  proxy.set(toxicsWith({ both: { latencyMs: 40, jitterMs: 30 } }))
  const startedMs = performance.now()
  for (let each = 1; each <= 50; each++) {
    client.say(`${each};`)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await client.hears('50;')
  // Nothing came sooner than it may; how much later is the machine's business.
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(79)
  expect(client.heard).toBe(Array.from({ length: 51 }, (_, index) => `${index};`).join(''))
})

test('requests that are lost do not arrive; the connection, which has a hole then, is reset when that ends', async () => {
  const echo = await startEcho()
  const proxy = await openProxy(echo.address)
  const client = new Client(proxy.address)
  await client.say('before;').hears('before;')
  proxy.set(toxicsWith({ requests: { isCut: true } }))
  client.say('lost;')
  // The server can still speak: the other direction is open.
  for (const socket of echo.sockets) socket.write('news;')
  await client.hears('news;')
  proxy.set(CLEAR)
  expect(await client.ended).toBe('ECONNRESET')
  await roundTrip(proxy.address)
  expect(echo.heard).toBe('before;ping')
})

test('replies that are lost were worked for: the server has heard, the client has not', async () => {
  const echo = await startEcho()
  const proxy = await openProxy(echo.address)
  const client = new Client(proxy.address)
  await client.say('before;').hears('before;')
  proxy.set(toxicsWith({ replies: { isCut: true } }))
  client.say('work;')
  await expect.poll(() => echo.heard).toContain('work;')
  proxy.set(CLEAR)
  expect(await client.ended).toBe('ECONNRESET')
  expect(client.heard).toBe('before;')
})

test('a cut that nothing was lost in leaves its connections as they were', async () => {
  const echo = await startEcho()
  const proxy = await openProxy(echo.address)
  const client = new Client(proxy.address)
  await client.say('a;').hears('a;')
  proxy.set(toxicsWith({ both: { isCut: true } }))
  proxy.set(CLEAR)
  await client.say('b;').hears('b;')
})

test('in a partition new connections hang, and reach the server when it ends, unless they have spoken', async () => {
  const echo = await startEcho()
  const proxy = await openProxy(echo.address)
  proxy.set(toxicsWith({ both: { isCut: true } }))
  const silent = new Client(proxy.address)
  const speaking = new Client(proxy.address).say('lost;')
  await Promise.all([once(silent.socket, 'connect'), once(speaking.socket, 'connect')])
  await expect.poll(() => proxy.connections).toBe(2)
  await roundTrip(echo.address)
  expect(echo.connects).toBe(1)
  proxy.set(CLEAR)
  await silent.say('late;').hears('late;')
  expect(await speaking.ended).toBe('ECONNRESET')
  expect(echo.heard).toBe('pinglate;')
})

test('a clog holds everything, loses nothing, and lets go of it in order', async () => {
  const echo = await startEcho()
  const proxy = await openProxy(echo.address)
  const client = new Client(proxy.address)
  await client.say('0;').hears('0;')
  proxy.set(toxicsWith({ both: { isHeld: true } }))
  client.say('1;')
  const later = new Client(proxy.address).say('later;')
  await once(later.socket, 'connect')
  await roundTrip(echo.address)
  expect(echo.heard).toBe('0;ping')
  proxy.set(CLEAR)
  client.say('2;')
  await client.hears('2;')
  await later.hears('later;')
  expect(client.heard).toBe('0;1;2;')
})

test('a reset ends every connection at once, and those to come', async () => {
  const echo = await startEcho()
  const proxy = await openProxy(echo.address)
  const client = new Client(proxy.address)
  await client.say('a').hears('a')
  proxy.set(toxicsWith({ isReset: true }))
  expect(await client.ended).toBe('ECONNRESET')
  expect(await new Client(proxy.address).say('b').ended).toMatch(/ECONNRESET|EPIPE/)
  await expect.poll(() => echo.sockets.size).toBe(0)
  proxy.set(CLEAR)
  await roundTrip(proxy.address)
})

test('where connections are refused, those that are there go on; afterwards the same port listens again', async () => {
  const echo = await startEcho()
  const proxy = await openProxy(echo.address)
  const client = new Client(proxy.address)
  await client.say('a').hears('a')
  proxy.set(toxicsWith({ isRefused: true }))
  expect(await new Client(proxy.address).ended).toBe('ECONNREFUSED')
  await client.say('b').hears('b')
  proxy.set(CLEAR)
  await roundTrip(proxy.address)
})

test('a server that is not there refuses through the proxy, too, and is found when it is back', async () => {
  const port = await freePort()
  const proxy = await openProxy({ host: '127.0.0.1', port })
  await new Client(proxy.address).say('a').ended
  await expect.poll(() => new Client(proxy.address).ended).toBe('ECONNREFUSED')
  const echo = await startEcho(port)
  await expect.poll(() => new Client(proxy.address).say('hello').heardOrEnded()).toBe('hello')
  expect(echo.heard).toContain('hello')
})

test('a reply is lost after the work: the server has heard, the client is reset', async () => {
  const echo = await startEcho()
  const draws = [0.9, 0.2]
  const proxy = await openProxy(echo.address, () => draws.shift() ?? 0.9)
  proxy.set(toxicsWith({ replies: { resetShare: 0.5 } }))
  const client = new Client(proxy.address)
  await client.say('first;').hears('first;')
  client.say('second;')
  expect(await client.ended).toBe('ECONNRESET')
  expect(echo.heard).toBe('first;second;')
  expect(client.heard).toBe('first;')
})

test('a piece that is lost on the way comes later, as TCP sends it again', async () => {
  const echo = await startEcho()
  const draws = [0.1, 0.1, 0.9]
  const proxy = await openProxy(echo.address, () => draws.shift() ?? 0.9)
  proxy.set(toxicsWith({ requests: { lossShare: 0.5 } }))
  const startedMs = performance.now()
  await new Client(proxy.address).say('a').hears('a')
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(599)
})

test('the end of a connection is passed on late where it closes slowly', async () => {
  const echo = await startEcho()
  const proxy = await openProxy(echo.address)
  proxy.set(toxicsWith({ both: { slowCloseMs: 40 } }))
  const client = new Client(proxy.address)
  await client.say('a').hears('a')
  const startedMs = performance.now()
  client.socket.end()
  expect(await client.ended).toBe('calm')
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(79)
})

test('a server that dies is missed late where connections close slowly, and what is said to it meanwhile is lost', async () => {
  const echo = await startEcho()
  const proxy = await openProxy(echo.address)
  proxy.set(toxicsWith({ both: { slowCloseMs: 40 } }))
  const client = new Client(proxy.address)
  await client.say('a').hears('a')
  const startedMs = performance.now()
  for (const socket of echo.sockets) socket.resetAndDestroy()
  client.say('b')
  expect(await client.ended).toBe('ECONNRESET')
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(39)
  expect(client.heard).toBe('a')
})

test('a narrow line takes its time, and nothing of what went through is changed', async () => {
  const echo = await startEcho()
  const proxy = await openProxy(echo.address)
  proxy.set(toxicsWith({ requests: { bytesPerSecond: 100_000 } }))
  const text = 'x'.repeat(19_999) + 'y'
  const startedMs = performance.now()
  const client = new Client(proxy.address).say(text)
  await client.hears('y')
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(175)
  expect(client.heard).toBe(text)
})

test('who sends more than the proxy holds is held back', async () => {
  const echo = await startEcho()
  const proxy = await openProxy(echo.address)
  proxy.set(toxicsWith({ requests: { latencyMs: 3_600_000 } }))
  const client = new Client(proxy.address)
  const piece = Buffer.alloc(1_048_576, 'z')
  // As much as fits into the sockets of the system, too; the rest stays with the sender.
  for (let each = 0; each < 64; each++) client.socket.write(piece)
  await expect
    .poll(async () => {
      const before = client.socket.writableLength
      await roundTrip(echo.address)
      return client.socket.writableLength === before && before > 0
    })
    .toBe(true)
  expect(client.socket.writableLength).toBeGreaterThan(64 * piece.length - 32 * HELD_BYTES_MAX)
})

test('more connections than it holds are reset, and those that are there go on', async () => {
  const echo = await startEcho()
  const proxy = await openProxy(echo.address)
  const first = new Client(proxy.address)
  await first.say('a').hears('a')
  const others = Array.from({ length: 1_100 }, () => new Client(proxy.address))
  const outcome = await Promise.race(others.map(({ ended }) => ended))
  expect(outcome).toBe('ECONNRESET')
  await first.say('b').hears('b')
})

test('a proxy that is closed while it is about to listen again does not listen afterwards', async () => {
  const echo = await startEcho()
  const proxy = await openProxy(echo.address)
  proxy.set(toxicsWith({ isRefused: true }))
  proxy.set(CLEAR)
  await proxy.close()
  expect(await new Client(proxy.address).ended).toBe('ECONNREFUSED')
})
