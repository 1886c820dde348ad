import { expect, test } from 'vitest'
import { isLoopback, NotOurs, settle } from './loopback'

test.each([
  ['127.0.0.1', true],
  ['127.8.9.10', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['128.0.0.1', false],
  ['::ffff:10.0.0.1', false],
  ['localhost', false],
])('%s is of the loopback: %s', (address, isIt) => {
  expect(isLoopback(address)).toBe(isIt)
})

const names =
  (...addresses: string[]) =>
  () =>
    Promise.resolve(addresses)

test('a name whose every address is of the loopback is pinned to one of them', async () => {
  const server = { host: 'stack.local', port: 6379 }
  expect(await settle(server, false, names('::1', '127.0.0.1'))).toEqual({ host: '127.0.0.1', port: 6379 })
  expect(await settle(server, false, names('::1'))).toEqual({ host: '::1', port: 6379 })
})

test.each([
  ['one of whose addresses is elsewhere', names('127.0.0.1', '10.1.2.3'), /10\.1\.2\.3.*--i-own-this-backend/],
  ['that is elsewhere', names('10.1.2.3'), /--i-own-this-backend/],
  ['that nobody knows', names(), /not known/],
  ['that cannot be asked for', () => Promise.reject(new Error('no network')), /not known/],
])('a name %s is refused', async (_, resolve, why) => {
  const settling = settle({ host: 'db.example', port: 1 }, false, resolve)
  await expect(settling).rejects.toThrow(why)
  await expect(settling).rejects.toBeInstanceOf(NotOurs)
})

test('whoever owns it may use it', async () => {
  const server = { host: 'db.example', port: 1 }
  expect(await settle(server, true, names('10.1.2.3'))).toEqual({ host: '10.1.2.3', port: 1 })
})
