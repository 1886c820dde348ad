/** Both ends of a link over a WebSocket: the page's and the server's. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket as NodeSocket, WebSocketServer } from 'ws'
import { CLOSED_NOT_LET_IN } from './closing'
import { PROTOCOL } from './entrance'
import { linkOverSocket, type Entrance } from './socket'

/** A server that does what a test says, and what the page's end was told to keep. */
async function meet(entrance: Entrance, serve: (socket: NodeSocket) => void) {
  const http = createServer()
  const server = new WebSocketServer({ server: http, handleProtocols: () => PROTOCOL })
  const protocols: string[] = []
  server.on('connection', (socket, request) => {
    protocols.push(request.headers['sec-websocket-protocol'] ?? '')
    serve(socket)
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => {
    server.close()
    http.close()
    http.closeAllConnections()
    for (const each of server.clients) each.terminate()
  })
  const kept: (string | null)[] = []
  const link = linkOverSocket(entrance, {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/`,
    keep: (key) => kept.push(key),
    forget: () => kept.push(null),
    waitsMs: [1, 1],
    WebSocket: NodeSocket as unknown as typeof WebSocket,
  })
  onTestFinished(() => link.close())
  return { link, kept, protocols, server }
}

const WELCOME = JSON.stringify({ kind: 'welcome', key: 'k', link: 'l' })

test('what is sent before the welcome waits for it, in order, and the welcome itself is heard by nobody', async () => {
  const said: string[] = []
  const { link, kept, protocols } = await meet({ token: 't' }, (socket) => {
    socket.on('message', (data) => {
      said.push(data.toString())
      if (said.length === 2) socket.send(JSON.stringify({ both: true }))
    })
    socket.send(WELCOME)
  })
  link.send({ first: 1 })
  link.send({ second: Infinity })
  expect(await new Promise((resolve) => link.listen(resolve))).toEqual({ both: true })
  expect(said).toEqual(['{"first":1}', '{"second":{"$plain":"Infinity"}}'])
  expect(protocols).toEqual([`${PROTOCOL},token-t`])
  expect(kept).toEqual(['k'])
})

test('what came before anybody listened is not lost', async () => {
  const { link, server } = await meet({ key: 'k' }, (socket) => {
    socket.send(WELCOME)
    socket.send('{"a":1}')
  })
  const [socket] = server.clients.size > 0 ? [...server.clients] : await once(server, 'connection')
  await new Promise((resolve) => (socket as NodeSocket).ping(resolve))
  expect(await new Promise((resolve) => link.listen(resolve))).toEqual({ a: 1 })
})

test('a page that is not let in learns why, and forgets its key', async () => {
  const { link, kept } = await meet({ key: 'old' }, (socket) => socket.close(CLOSED_NOT_LET_IN, 'too long ago'))
  expect((await link.broken).message).toBe('too long ago')
  expect(kept).toEqual([null])
})

test('a server that goes away is named, and the key is kept', async () => {
  const { link, kept } = await meet({ key: 'k' }, (socket) => {
    socket.send(WELCOME)
    socket.terminate()
  })
  expect((await link.broken).message).toMatch(/live server is gone/)
  expect(kept).not.toContain(null)
})

test.each(['{', '[1,', '{"$plain":7}'])('a server that says %s breaks the link', async (text) => {
  const { link } = await meet({ key: 'k' }, (socket) => {
    socket.send(WELCOME)
    socket.send(text)
  })
  link.listen(() => undefined)
  expect((await link.broken).message).toMatch(/could not be read/)
})

test('a socket that is lost is opened again, and whatever the other end has not heard is said again, once', async () => {
  const said: string[] = []
  const gaps: boolean[] = []
  let visit = 0
  const { link, protocols } = await meet({ token: 't' }, (socket) => {
    const isFirst = ++visit === 1
    socket.send(WELCOME)
    if (isFirst) socket.send('{"a":1}')
    socket.on('message', (data) => {
      const text = data.toString()
      said.push(text)
      // It has heard the first question; the second one gets lost on the way.
      if (isFirst && text === '{"q":2}') socket.terminate()
      if (text.includes('resume')) {
        socket.send('{"kind":"resumed","heard":1}')
        socket.send('{"a":2}')
      }
    })
  })
  const heard: unknown[] = []
  link.listenForGaps!((isGap) => gaps.push(isGap))
  const both = new Promise<void>((resolve) => {
    link.listen((message) => {
      if (heard.push(message) === 2) resolve()
    })
  })
  link.send({ q: 1 })
  link.send({ q: 2 })
  await both
  expect(heard).toEqual([{ a: 1 }, { a: 2 }])
  expect(gaps).toEqual([false, true, false])
  expect(protocols).toEqual([`${PROTOCOL},token-t`, `${PROTOCOL},key-k`])
  await expect.poll(() => said).toEqual(['{"q":1}', '{"q":2}', '{"kind":"resume","link":"l","heard":1}', '{"q":2}'])
})

test.each(['{"kind":"over"}', '{"kind":"resumed","heard":7}'])(
  'a server that answers a page that comes again with %s has lost it',
  async (text) => {
    let visit = 0
    const { link } = await meet({ key: 'k' }, (socket) => {
      socket.send(WELCOME)
      if (++visit === 1) socket.terminate()
      else socket.send(text)
    })
    expect(await link.broken).toMatchObject({ name: 'LiveServerLost', isStranger: false })
  },
)
