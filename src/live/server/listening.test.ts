/** Where the live server can be reached: on the loopback, by both of its protocols, and nowhere else. */
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, test } from 'vitest'
import { request, serveSite, statusOf } from '../testing/serve-site'

/** The addresses of this machine: those of the loopback, or the others. */
function addresses(isInternal: boolean): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  // A link-local address of IPv6 leads nowhere without its interface.
  return all
    .filter(({ internal, address }) => internal === isInternal && !address.startsWith('fe80:'))
    .map(({ address }) => address)
}

/** How a connection to an address goes. */
function knock(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'error'))
    socket.on('connect', () => {
      socket.destroy()
      resolve('open')
    })
  })
}

test('it listens at 127.0.0.1, and at ::1 where this machine has that', async () => {
  const { port } = await serveSite()
  const own = addresses(true).filter((address) => address === '127.0.0.1' || address === '::1')
  expect(own).toContain('127.0.0.1')
  for (const address of own) expect([address, await knock(address, port)]).toEqual([address, 'open'])
})

test.skipIf(!addresses(true).includes('::1'))('what comes by ::1 is asked the same', async () => {
  const { port } = await serveSite()
  const ask = (host: string) => request(port, '/', [`Host: ${host}`], 'GET', '::1')
  expect(statusOf(await ask(`[::1]:${port}`))).toBe(200)
  expect(statusOf(await ask(`evil.example:${port}`))).toBe(421)
})

test.skipIf(addresses(false).length === 0)('at no other address of this machine does anybody listen', async () => {
  const { port } = await serveSite()
  for (const address of addresses(false)) {
    expect([address, await knock(address, port)]).toEqual([address, 'ECONNREFUSED'])
  }
})
