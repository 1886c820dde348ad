/** A session of a live PostgreSQL, against servers that answer something else: what waits for it fails, and nothing else does. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { LiveConnection } from './live'

/** The words of the protocol that let a client in, and end a statement. */
const LET_IN = Buffer.from('52 00000008 00000000 5a 00000005 49'.replaceAll(' ', ''), 'hex')
const DONE = Buffer.from('43 00000008 53455400 5a 00000005 49'.replaceAll(' ', ''), 'hex')

const GARBAGE: Readonly<Record<string, string>> = {
  'a way to let in that there is not': '52 00000008 00000063',
  'a row of a statement that nobody has sent': '44 00000006 0001',
  'a row that is shorter than it says': '54 00000006 0005 44 00000006 7fff',
  'a message that says it is shorter than its own length': '43 00000000 00',
  'another protocol': Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n').toString('hex'),
}

let server: Server | undefined
let sockets: Socket[] = []

afterEach(() => {
  for (const socket of sockets) socket.destroy()
  sockets = []
  server?.close()
})

/** A session to a server that gives these answers, one to each piece that comes. */
async function sessionTo(...answers: readonly Buffer[]): Promise<LiveConnection> {
  server = createServer((socket) => {
    sockets.push(socket)
    const left = [...answers]
    socket.on('error', () => undefined)
    socket.on('data', () => {
      const answer = left.shift()
      if (answer !== undefined) socket.write(answer)
      if (left.length === 0) socket.end()
    })
  })
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return new LiveConnection({ url: `postgres://me@127.0.0.1:${port}/a`, schema: 'run' }, () => 0)
}

test('a session to a server that does not hang up is closed all the same', async () => {
  server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => {
      socket.write(LET_IN)
      socket.once('data', () => socket.write(DONE))
    })
  })
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const session = new LiveConnection({ url: `postgres://me@127.0.0.1:${port}/a`, schema: 'run' }, () => 0)
  await session.open()
  await session.close()
})

test.each(Object.entries(GARBAGE))(
  '%s: whoever asks hears of it, at first and in the middle of a run',
  async (_, hex) => {
    const garbage = Buffer.from(hex.replaceAll(' ', ''), 'hex')
    const first = await sessionTo(garbage)
    await expect(first.open()).rejects.toThrow(/./)
    server?.close()
    const later = await sessionTo(LET_IN, DONE, garbage)
    await later.open()
    await expect(later.execute([{ text: 'SELECT 1' }])).rejects.toThrow(/./)
  },
)
