/** A socket to a broker that answers something else: whoever asks is told, and nothing else happens. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { apiVersionsV3 } from '@platformatic/kafka'
import { afterEach, expect, test } from 'vitest'
import { BrokerSocket } from './broker-socket'

let server: Server | undefined
const sockets = new Set<Socket>()

afterEach(() => {
  for (const socket of sockets) socket.destroy()
  sockets.clear()
  server?.close()
})

/** A socket to a server that does with every piece what `answer` says. */
async function connectTo(answer: (socket: Socket, piece: Buffer) => void): Promise<BrokerSocket> {
  server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (piece) => answer(socket, piece))
  })
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  return new BrokerSocket('127.0.0.1', (server.address() as AddressInfo).port, 'test')
}

const ask = (broker: BrokerSocket) =>
  broker.ask((connection, settle) => apiVersionsV3.api(connection, 'test', '1', settle as never), 60_000)

test.each([
  ['a message that is too short for its number', '00000001 41'],
  ['a message of no length', '00000000 00'],
  ['a message that is less than nothing long', 'ffffffff 0000000000'],
  ['an answer to what was not asked', '00000004 7fffffff'],
  ['another protocol', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n').toString('hex')],
])('%s: reset', async (_, hex) => {
  const broker = await connectTo((socket) => socket.end(Buffer.from(hex.replaceAll(' ', ''), 'hex')))
  await expect(ask(broker)).rejects.toMatchObject({ code: 'reset' })
})

test('one that is given up while it connects does not stay', async () => {
  const broker = await connectTo(() => undefined)
  const asked = ask(broker)
  broker.close('the run is over')
  await expect(asked).rejects.toMatchObject({ code: 'refused' })
  const { connection } = broker as unknown as { readonly connection: { readonly socket: Socket } }
  expect(connection.socket.destroyed).toBe(true)
})

test('an answer that is cut short: reset', async () => {
  const broker = await connectTo((socket, piece) => {
    // The length of the answer, the number of the request, and the beginning of what it says.
    socket.end(Buffer.concat([Buffer.from([0, 0, 0, 6]), piece.subarray(8, 12), Buffer.from([0, 0])]))
  })
  await expect(ask(broker)).rejects.toMatchObject({ code: 'reset' })
})
