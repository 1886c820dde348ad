import { expect, test } from 'vitest'
import { RedisError, type RedisClient, type RedisCommand } from './port'
import { defineScript, runScript } from './script'

const script = defineScript({ name: 'one', keys: ['counter'], source: 'return 1' })

/** A server that forgets scripts as fast as it learns them. */
function forgetfulClient(): RedisClient & { readonly sent: RedisCommand[] } {
  const sent: RedisCommand[] = []
  return {
    sent,
    command(command) {
      sent.push(command)
      if (command[0] === 'EVALSHA') return Promise.reject(new RedisError('NOSCRIPT No matching script.'))
      return Promise.resolve(script.sha)
    },
    pipeline: () => Promise.resolve([]),
  }
}

test('a script carries the digest that servers cache it under', () => {
  expect(script.sha).toBe('e0e1f9fabfc9d4800c877a703b823ac0578ff8db')
})

test('a server that keeps forgetting is taught once per call, then the call fails', async () => {
  const client = forgetfulClient()
  await expect(runScript(client, script, ['n'], [])).rejects.toMatchObject({ code: 'NOSCRIPT' })
  expect(client.sent.map(([name]) => name)).toEqual(['EVALSHA', 'SCRIPT', 'EVALSHA'])
})

test('the wrong number of keys is a mistake in the caller', async () => {
  await expect(runScript(forgetfulClient(), script, [], [])).rejects.toThrow(RangeError)
})
