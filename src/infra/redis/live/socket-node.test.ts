/** A connection to a live Redis, against servers that refuse, hang up, or answer something else. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { freePort } from '../../testing/real-server'
import { RedisSocket } from './socket-node'

let server: Server | undefined
let client: RedisSocket | undefined

afterEach(() => {
  client?.close()
  server?.close()
})

/** Connects to a server that does with each piece what `answer` says. */
async function connectTo(answer: (socket: Socket, text: string) => void): Promise<RedisSocket> {
  server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (data) => answer(socket, data.toString()))
  })
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return (client = new RedisSocket(`redis://127.0.0.1:${port}`))
}

test('what is sent together goes out together and is answered in its order', async () => {
  const pieces: string[] = []
  const redis = await connectTo((socket, text) => {
    pieces.push(text)
    const count = text.split('*1\r\n').length - 1
    socket.write(Array.from({ length: count }, (_, index) => `:${index}\r\n`).join(''))
  })
  const answers = await Promise.all(Array.from({ length: 50 }, () => redis.send([['PING']])))
  expect(answers.flat()).toEqual(Array.from({ length: 50 }, (_, index) => index))
  expect(pieces.length).toBeLessThan(5)
})

test('nobody listens: refused, with the reason', async () => {
  client = new RedisSocket(`redis://127.0.0.1:${await freePort()}`)
  await expect(client.send([['PING']])).rejects.toMatchObject({ code: 'refused', message: 'Redis: ECONNREFUSED' })
})

test('the server hangs up on what was sent: reset, and the next call connects anew', async () => {
  let calls = 0
  const redis = await connectTo((socket) => {
    if (++calls === 1) socket.destroy()
    else socket.write('+PONG\r\n')
  })
  await expect(redis.send([['PING']])).rejects.toMatchObject({ code: 'reset' })
  expect(await redis.send([['PING']])).toEqual(['PONG'])
})

test.each([
  ['something that is not RESP', 'HTTP/1.1 400 Bad Request\r\n\r\n', /not Redis’ protocol/],
  ['more than was asked', ':1\r\n:2\r\n:3\r\n', /more than it was asked/],
])('%s: reset', async (_, garbage, why) => {
  const redis = await connectTo((socket) => socket.write(garbage))
  const [first, second] = await Promise.allSettled([redis.send([['PING']]), redis.send([['PING']])])
  const failed = [first, second].filter(({ status }) => status === 'rejected')
  if (failed.length === 0) {
    await expect(redis.send([['PING']])).rejects.toMatchObject({ code: 'reset', message: expect.stringMatching(why) })
  } else expect(failed[0]).toMatchObject({ reason: { code: 'reset', message: expect.stringMatching(why) } })
})

test('a wrong password is a refusal that does not repeat it', async () => {
  const redis = await connectTo((socket) => socket.write('-WRONGPASS invalid username-password pair\r\n'))
  client = new RedisSocket(`redis://:secret@127.0.0.1:${(server!.address() as AddressInfo).port}`)
  redis.close()
  const failure = await client.send([['PING']]).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'refused', message: expect.stringMatching(/WRONGPASS/) })
  expect(String(failure)).not.toContain('secret')
})
