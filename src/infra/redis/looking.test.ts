/** What is looked at or done from outside a run: the inspector leaves no mark, and every verb reads back. */
import { expect, test } from 'vitest'
import { parseAction } from '~/kernel/action'
import { redisVerbs as verbs } from './verbs'
import { startRedisRun, type RedisRun, type Sending } from './testing/redis-run'

function results({ outcomes }: RedisRun): unknown[] {
  return outcomes.map(({ result }) => result)
}

/** The microseconds of the run that a TIME reply stands for. */
test('looking leaves no mark: a run that was inspected ends with the same trace', async () => {
  const random: Sending[] = Array.from({ length: 50 }, (_, index) => [
    index * 20,
    `SADD set m${index}`,
    'SRANDMEMBER set',
    'SPOP set',
    `SET k${index} v PX 100`,
    'RANDOMKEY',
    'INFO everything',
  ])
  const play = async (look: (run: RedisRun) => Promise<unknown>) => {
    const run = await startRedisRun({ sendings: random, durationMs: 1000, actions: ['failover:redis=300@700'] })
    for (let untilMs = 50; untilMs <= 1100; untilMs += 50) {
      await run.engine.advance(untilMs, 1e6)
      await look(run)
    }
    return [run.engine.trace.hash, results(run)]
  }
  const looked = await play(async ({ engine }) => {
    await engine.inspect('redis', 0, { view: 'keys' })
    await engine.inspect('redis', 0, { view: 'command', line: 'SRANDMEMBER set 3' })
  })
  expect(looked).toEqual(await play(async () => {}))
})

test('every verb reads back from a link', () => {
  const vocabulary = { diagram: { boxes: { redis: {} }, arrows: [] } as never, verbs: { redis: verbs } }
  for (const { verb, value, span } of verbs) {
    const argument = value === undefined ? '' : value.kind === 'number' ? `=${value.default}` : '=PING'
    const end = span === 'lasting' ? '-20' : ''
    expect(parseAction(`${verb}:redis${argument}@10${end}`, vocabulary).verb).toBe(verb)
  }
})
