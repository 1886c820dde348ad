/** Which keys of runs a real Redis holds, among those of others. */
import { expect, onTestFinished, test } from 'vitest'
import { startRealServer } from '../testing/real-server'
import { heldIn } from './held-node'
import { RedisSocket } from './socket-node'

test('keys of runs are counted run by run; those of others are not told of', async () => {
  const server = await startRealServer()
  onTestFinished(server.stop)
  const socket = new RedisSocket(server.url)
  onTestFinished(() => socket.close())
  expect(await heldIn(server.url)).toEqual([])
  const others = Array.from({ length: 3_000 }, (_, index) => ['SET', `session:${index}`, '1'])
  const ours = Array.from({ length: 40 }, (_, index) => ['SET', `boxes:a1b2c3d4r1:${index}`, '1'])
  await socket.send([...others, ...ours, ['SET', 'boxes:a1b2c3d4r2:k', '1'], ['SET', 'boxes:mine', '1']])
  const held = await heldIn(server.url)
  expect(held.toSorted((a, b) => a.suffix.localeCompare(b.suffix))).toEqual([
    {
      suffix: 'a1b2c3d4r1',
      what: '40 keys boxes:a1b2c3d4r1:*',
      remove: "redis-cli --scan --pattern 'boxes:a1b2c3d4r1:*' | xargs redis-cli UNLINK",
    },
    expect.objectContaining({ suffix: 'a1b2c3d4r2', what: '1 key boxes:a1b2c3d4r2:*' }),
  ])
  // It has looked, and touched nothing.
  expect(await socket.send([['DBSIZE']])).toEqual([3_042])
})

test('a server with more keys than a page may ask for is told of as far as was looked', async () => {
  const server = await startRealServer()
  onTestFinished(server.stop)
  const socket = new RedisSocket(server.url)
  onTestFinished(() => socket.close())
  const fill = "for i = 1, 60000 do redis.call('SET', ARGV[1] .. i, 1) end return 1"
  await socket.send([['EVAL', fill, '0', 'boxes:a1b2c3d4r1:']])
  const [{ what } = { what: '' }] = await heldIn(server.url)
  expect(what).toMatch(/^at least [\d,]+ keys boxes:a1b2c3d4r1:\*$/)
})
