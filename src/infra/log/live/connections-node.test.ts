/** Ways to brokers that cannot be opened, or may not be. */
import { expect, test } from 'vitest'
import type { LiveStore } from '../../live-store'
import { LiveConnections } from './connections-node'

const CALLER = { from: 'feed', fromInstance: 0 }
const BROKER = { host: '127.0.0.1', port: 9 }
const STORE: LiveStore = { kind: 'log', url: '', isDisposable: false }
const NOTHING = () => undefined

test('a way that could not be opened is tried again, also by who asked meanwhile', async () => {
  let tries = 0
  let letFail: () => void = NOTHING
  const connections = new LiveConnections({
    ...STORE,
    addressFor: () => {
      tries++
      return new Promise((_, reject) => (letFail = () => reject(new Error(`try ${tries}`))))
    },
  })
  const ask = () => connections.ask(CALLER, 0, BROKER, NOTHING, null)
  const both = [ask(), ask()]
  await expect.poll(() => tries).toBe(1)
  letFail()
  for (const each of both) await expect(each).rejects.toMatchObject({ code: 'refused', message: 'try 1' })
  const again = ask()
  await expect.poll(() => tries).toBe(2)
  letFail()
  await expect(again).rejects.toMatchObject({ message: 'try 2' })
})

test('a broker that the cluster tells of, and that may not be used, is not connected to', async () => {
  const asked: unknown[] = []
  const connections = new LiveConnections({
    ...STORE,
    settle: ({ host, port }) =>
      host === '127.0.0.1'
        ? Promise.resolve({ host, port })
        : Promise.reject(new Error(`${host} is not on this machine`)),
    addressFor: (_, __, server) => {
      asked.push(server)
      return Promise.reject(new Error('no way'))
    },
  })
  const ask = (host: string) => connections.ask(CALLER, 0, { host, port: 9 }, NOTHING, null)
  await expect(ask('broker.example')).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringMatching(/is not on this machine/),
  })
  await expect(connections.ask(null, 0, { host: 'broker.example', port: 9 }, NOTHING, null)).rejects.toMatchObject({
    message: expect.stringMatching(/is not on this machine/),
  })
  expect(asked).toEqual([])
  await expect(ask('127.0.0.1')).rejects.toMatchObject({ message: 'no way' })
})
