/** A store that hangs while somebody looks into it, or types at its prompt: the run goes on, and what was done to the store is undone. */
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSimulation } from '~/catalog'
import type { AnySimulation } from '~/kernel/simulation'
import { thisMachine } from './local/machine'
import { startLocalStack, type LocalStack } from './local/stack'
import { liveKinds } from './options'
import { openDesk, quietRun } from './testing/live-desk'

const REDIS_BOX = { kind: 'box', box: 'redis' } as const
const NOTHING = () => undefined
const KINDS = liveKinds.filter(({ name }) => name === 'redis')

let local: LocalStack
let limiter: AnySimulation
beforeAll(async () => {
  local = await startLocalStack(KINDS, thisMachine(path.resolve('.cache')))
  limiter = await loadSimulation('rate-limiter')
})
afterAll(() => local.stop())

test('a frozen store that is looked into holds up neither the run nor its own thaw, and says nothing in time', async () => {
  const { desk, goOn } = openDesk(local)
  await desk.open(quietRun(limiter, { settings: {} }), NOTHING)
  const { nowMs } = await goOn(300)
  await desk.inject({ verb: 'freeze', target: REDIS_BOX, forMs: 1_000 })
  await goOn(nowMs + 300)
  const look = desk.inspect('redis', 0, { view: 'state' })
  const typed = desk.inspect('redis', 0, { view: 'line', line: 'DBSIZE' })
  expect((await goOn(nowMs + 600)).nowMs).toBeLessThan(nowMs + 1_300)
  await Promise.all([look, typed])
  await goOn(nowMs + 3_000)
  expect(await desk.inspect('redis', 0, { view: 'state' })).toHaveProperty('panels')
  await desk.end()
})

test('a page that goes while its store is frozen, and looked into, leaves it thawed for the next one', async () => {
  const { desk, goOn } = openDesk(local)
  await desk.open(quietRun(limiter, { settings: {} }), NOTHING)
  await goOn(300)
  await desk.inject({ verb: 'freeze', target: REDIS_BOX })
  await goOn(500)
  const look = desk.inspect('redis', 0, { view: 'state' })
  await goOn(600)
  await desk.end()
  await look
  const next = openDesk(local)
  await next.desk.open(quietRun(limiter), NOTHING)
  expect((await next.goOn(300)).boxes['gateway']!.figures.counters['redis']).toBeGreaterThan(0)
  await next.desk.end()
})

test('what is done at the prompt of a live store has its answer, and of one that hangs there is none, in time', async () => {
  const { desk, goOn } = openDesk(local)
  await desk.open(quietRun(limiter, { settings: {} }), NOTHING)
  await goOn(300)
  const set = await desk.inject({ verb: 'command', target: REDIS_BOX, value: 'SET note 1' })
  expect(set.shown).toMatch(/OK/)
  await desk.inject({ verb: 'freeze', target: REDIS_BOX })
  const none = await desk.inject({ verb: 'command', target: REDIS_BOX, value: 'SET note 2' })
  expect(none.shown).toBeNull()
  await goOn(none.frame.nowMs + 100)
  await desk.end()
})

test('an engine that ends while its run begins leaves nothing of it', async () => {
  const { desk, said } = openDesk(local)
  const opening = desk.open(quietRun(limiter), NOTHING).then(
    () => 'open',
    () => 'not open',
  )
  await desk.end()
  expect(await opening).toBe('not open')
  expect(said.filter((line) => line.includes('creates')).length).toBe(
    said.filter((line) => line.includes('has removed')).length,
  )
  await expect(desk.open(quietRun(limiter), NOTHING)).rejects.toThrow(/ended/)
})
