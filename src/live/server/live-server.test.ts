/** Nobody else gets in: what a foreign page, a foreign name, or somebody with a socket and bad intentions can do. */
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { CLOSED_NOT_LET_IN, CLOSED_TOO_MUCH } from '~/host/links/closing'
import { PROTOCOL } from '~/host/links/entrance'
import { openRawSocket, question, request, sendRaw, serveSite, statusOf, Visitor } from '../testing/serve-site'
import { MESSAGE_BYTES_MAX } from './read-socket'

/** The server still does what it is there for. */
async function expectAlive(server: Awaited<ReturnType<typeof serveSite>>): Promise<void> {
  expect(statusOf(await request(server.port, '/'))).toBe(200)
  const visitor = Visitor.with(server.port, { token: server.token() })
  await visitor.hears('welcome')
  visitor.say(question(1, 'can'))
  expect(await visitor.hears('answer')).toEqual({ kind: 'answer', number: 1, answer: [] })
  visitor.socket.close()
  await visitor.closed
}

describe('a name that was made to lead here (DNS rebinding)', () => {
  test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example', '0.0.0.0'])(
    'is refused as a host: %s',
    async (host) => {
      const server = await serveSite()
      const answer = await request(server.port, '/', [`Host: ${host}`])
      expect(statusOf(answer)).toBe(421)
      expect(answer).toContain('answers to 127.0.0.1:')
      expect(answer).not.toContain('A page')
      await expectAlive(server)
    },
  )

  test('opens no socket either', async () => {
    const server = await serveSite()
    const headers = { Host: `evil.example:${server.port}` }
    const visitor = Visitor.with(server.port, { token: server.token() }, { headers, origin: `http://${headers.Host}` })
    expect(await visitor.refused).toBe(421)
    expect(server.pages).toBe(0)
  })

  test('is not told of by two hosts, or by none', async () => {
    const server = await serveSite()
    const own = `Host: 127.0.0.1:${server.port}`
    expect(statusOf(await request(server.port, '/', [own, 'Host: evil.example']))).toBe(400)
    expect(statusOf(await sendRaw(server.port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'))).toBe(400)
  })

  test.each(['127.0.0.1', 'localhost', '[::1]'])('the own name %s is served', async (name) => {
    const server = await serveSite()
    expect(statusOf(await request(server.port, '/', [`Host: ${name}:${server.port}`]))).toBe(200)
  })
})

describe('a foreign page', () => {
  test.each([
    ['another site', () => 'https://evil.example'],
    ['no origin', () => undefined],
    ['a sandboxed frame', () => 'null'],
    ['another server of this machine', (port: number) => `http://127.0.0.1:${port + 1}`],
    ['another scheme', (port: number) => `https://127.0.0.1:${port}`],
    ['another name of this machine', (port: number) => `http://localhost:${port}`],
  ])('cannot open the socket: %s', async (_, originOf) => {
    const server = await serveSite()
    const origin = originOf(server.port)
    const token = server.token()
    const visitor = Visitor.with(server.port, { token }, origin === undefined ? { origin: undefined! } : { origin })
    expect(await visitor.refused).toBe(403)
    // The token was not used up by that.
    await Visitor.with(server.port, { token }).hears('welcome')
  })

  test('cannot send anything, and cannot load anything', async () => {
    const server = await serveSite()
    const foreign = 'Origin: https://evil.example'
    expect(statusOf(await request(server.port, '/', [foreign, 'Content-Length: 0'], 'POST'))).toBe(403)
    expect(statusOf(await request(server.port, '/', ['Content-Length: 0'], 'POST'))).toBe(403)
    expect(statusOf(await request(server.port, '/', [foreign]))).toBe(403)
    const script = ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: script']
    expect(statusOf(await request(server.port, '/assets/page-1a2b.js', script))).toBe(403)
    const frame = ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: iframe']
    expect(statusOf(await request(server.port, '/', frame))).toBe(403)
    const link = ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document']
    expect(statusOf(await request(server.port, '/', link))).toBe(200)
    const own = `Origin: http://127.0.0.1:${server.port}`
    expect(statusOf(await request(server.port, '/', [own, 'Content-Length: 0'], 'POST'))).toBe(405)
  })
})

describe('a token', () => {
  test('lets one page in, once, and is worth nothing to who has seen it', async () => {
    const server = await serveSite()
    const token = server.token()
    await Visitor.with(server.port, { token }).hears('welcome')
    const { code, reason } = await Visitor.with(server.port, { token }).closed
    expect(code).toBe(CLOSED_NOT_LET_IN)
    expect(reason).toMatch(/used before/)
    expect(server.pages).toBe(1)
  })

  test.each([
    ['a wrong one', [PROTOCOL, `token-${'0'.repeat(32)}`], /not one that the terminal has printed/],
    ['an empty one', [PROTOCOL, 'token-'], /not one that the terminal has printed/],
    ['none', [PROTOCOL], /did not say who it is/],
    ['a wrong key', [PROTOCOL, `key-${'0'.repeat(64)}`], /server that has ended, or too long ago/],
    ['two', [PROTOCOL, 'token-1', 'token-2'], /did not say who it is/],
  ])('%s lets nobody in, and the page is told why', async (_, protocols, why) => {
    const server = await serveSite()
    const visitor = new Visitor(server.port, protocols)
    const { code, reason } = await visitor.closed
    expect(code).toBe(CLOSED_NOT_LET_IN)
    expect(reason).toMatch(why)
    expect(visitor.heard).toEqual([])
    expect(server.asked).toEqual([])
    await expectAlive(server)
  })

  test('is exchanged for a key, with which the page comes again', async () => {
    const server = await serveSite()
    const first = Visitor.with(server.port, { token: server.token() })
    const key = String((await first.hears('welcome'))['key'])
    first.socket.close()
    for (let visit = 0; visit < 3; visit++) {
      const again = Visitor.with(server.port, { key })
      expect((await again.hears('welcome'))['key']).toBe(key)
      again.socket.close()
      await again.closed
    }
  })

  test('is never said back, nor is a key', async () => {
    const server = await serveSite()
    const visitor = Visitor.with(server.port, { token: server.token() })
    await visitor.hears('welcome')
    expect(visitor.socket.protocol).toBe(PROTOCOL)
  })

  test('lets in so many pages at once and no more', async () => {
    const server = await serveSite()
    for (let page = 0; page < 16; page++) await Visitor.with(server.port, { token: server.token() }).hears('welcome')
    expect((await Visitor.with(server.port, { token: server.token() }).closed).reason).toMatch(/16 pages already/)
  })
})

describe('too much', () => {
  test('a message of 100 MB is refused before it is read', async () => {
    const server = await serveSite()
    const visitor = Visitor.with(server.port, { token: server.token() })
    await visitor.hears('welcome')
    visitor.socket.send('x'.repeat(100_000_000), () => undefined)
    expect((await visitor.closed).code).toBe(1009)
    await expectAlive(server)
  })

  test('its announcement alone is enough', async () => {
    const server = await serveSite()
    const head = Buffer.alloc(14)
    head.set([0x81, 0xff])
    head.writeBigUInt64BE(100_000_000n, 2)
    const answer = await openRawSocket(server.port, server.token(), head)
    expect(answer).toContain('101 Switching Protocols')
    // A close frame with 1009, and the end.
    expect(Buffer.from(answer, 'latin1').includes(Buffer.from([0x88]))).toBe(true)
    expect(Buffer.from(answer, 'latin1').includes(Buffer.from([0x03, 0xf1]))).toBe(true)
    await expectAlive(server)
  })

  test('a long message that is allowed is read', async () => {
    const server = await serveSite()
    const visitor = Visitor.with(server.port, { token: server.token() })
    await visitor.hears('welcome')
    visitor.say(question(1, 'describe', ['x'.repeat(MESSAGE_BYTES_MAX - 100)]))
    await visitor.hears('answer')
  })

  test('more messages than anybody needs end the connection, and why', async () => {
    const server = await serveSite()
    const visitor = Visitor.with(server.port, { token: server.token() })
    await visitor.hears('welcome')
    for (let each = 1; each <= 5_000; each++) visitor.say(question(each, 'can'))
    expect(await visitor.closed).toEqual({ code: CLOSED_TOO_MUCH, reason: 'more than 500 messages a second' })
    await expectAlive(server)
  })

  test('a head that comes a byte at a time (slow loris) is cut off, and nobody waits for it', async () => {
    const server = await serveSite({ headersTimeoutMs: 300 })
    const slow = Array.from({ length: 50 }, () => sendRaw(server.port, 'GET / HTTP/1.1\r\nX: '))
    await expectAlive(server)
    const answers = await Promise.all(slow)
    expect(new Set(answers.map(statusOf))).toEqual(new Set([408]))
  })

  test('a thousand connections that say nothing lock nobody out', async () => {
    const server = await serveSite({ headersTimeoutMs: 1_000 })
    const sockets = Array.from({ length: 1_000 }, () => connect({ host: '127.0.0.1', port: server.port }))
    const ended = sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          socket.on('error', () => undefined)
          socket.on('close', () => resolve())
          socket.resume()
        }),
    )
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.once('connect', () => resolve()))))
    await expectAlive(server)
    await Promise.all(ended)
    await expectAlive(server)
  })

  test('a head that is too long is refused', async () => {
    const server = await serveSite()
    expect(statusOf(await request(server.port, '/', [`X: ${'x'.repeat(40_000)}`]))).toBe(431)
  })
})

test('after a while without anybody it says so, and not before', async () => {
  let isIdle: () => void = () => undefined
  const idle = new Promise<void>((resolve) => {
    isIdle = resolve
  })
  const server = await serveSite({ idleMsMax: 1, onIdle: () => isIdle() })
  const visitor = Visitor.with(server.port, { token: server.token() })
  await visitor.hears('welcome')
  expect(server.pages).toBe(1)
  visitor.socket.close()
  await idle
  expect(server.pages).toBe(0)
})
