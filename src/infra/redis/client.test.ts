/** How long a client waits. */
import { expect, test } from 'vitest'
import type { CallOptions } from '~/kernel/component'
import { createRedisClient } from './client'

/** A client whose calls take 10 ms each; what each was given. */
function slowClient(hasClock: boolean) {
  let nowMs = 0
  const given: number[] = []
  const call = <Reply>(_to: string, _message: unknown, { timeoutMs }: CallOptions): Promise<Reply> => {
    given.push(timeoutMs)
    nowMs += 10
    return Promise.resolve(['OK'] as Reply)
  }
  const clock = { monotonicMs: () => nowMs }
  return { given, client: createRedisClient({ call }, 'redis', { timeoutMs: 25, ...(hasClock ? { clock } : {}) }) }
}

test('every call has the whole time, unless there is a clock: then all calls share it', async () => {
  for (const [hasClock, times] of [
    [false, [25, 25, 25]],
    [true, [25, 15, 5]],
  ] as const) {
    const { given, client } = slowClient(hasClock)
    for (let count = 0; count < 3; count++) await client.command(['PING'])
    expect(given).toEqual(times)
  }
})

test('when the time is up nothing more is sent', async () => {
  const { given, client } = slowClient(true)
  for (let count = 0; count < 3; count++) await client.command(['PING'])
  await expect(client.command(['PING'])).rejects.toMatchObject({ code: 'timeout' })
  expect(given).toHaveLength(3)
})
