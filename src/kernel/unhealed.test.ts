/** The calm end of a run in which not everything is healed. */
import { describe, expect, test } from 'vitest'
import { RunError } from './engine'
import { finishRun, pick, runTiny, tinyAction, tinyEngine } from './testing/tiny-simulation'
import { NOTHING_OUTSIDE, outsideOf } from './unhealed'
import { TINY_VOCABULARY } from './testing/tiny-simulation'

const SECOND_SERVER = {
  statement: 'One server stays down.',
  targets: ['server/1', 'server/1~store'],
  breaks: ['crash:server/1'],
}
const TIMES = { durationMs: 100, settleMs: 200 }

/** What was healed, and when. */
function healed(events: Awaited<ReturnType<typeof runTiny>>['events']): string[] {
  return pick(events, 'heal').map(({ t, node, instance = 0, key }) => `${t} ${node}/${instance} ${key}`)
}

describe('a part that is not healed', () => {
  test('is broken for good when the calm end begins, and the rest is healed', async () => {
    const { events } = await runTiny({ ...TIMES, unhealed: SECOND_SERVER, actions: ['slow:server/0=5@50'] })
    expect(healed(events)).toEqual(['100 server/0 slow'])
    expect(pick(events, 'fault').map(({ t, key }) => `${t} ${key}`)).toEqual(['50 slow', '100 crash'])
    expect(pick(events, 'restart')).toEqual([])
  })

  test('keeps the faults it has, and those that would have ended later', async () => {
    const actions = ['delay:server/1~store=5@50-150', 'delay:server/0~store=5@50-150', 'delay:server~store=5@60']
    const { events } = await runTiny({ ...TIMES, unhealed: { ...SECOND_SERVER, breaks: [] }, actions })
    // What is done to all servers is wider than the part, so it ends.
    expect(healed(events)).toEqual(['100 server/0 delay', '100 server/0 delay'])
  })

  test('is a part of the run: with what is injected known from the start the trace is the same', async () => {
    const options = { ...TIMES, unhealed: SECOND_SERVER, arrivals: [10, 20, 30, 40, 120, 130] }
    const engine = await tinyEngine(options)
    await engine.advance(35, Infinity)
    await engine.inject({ verb: 'slow', target: { kind: 'box', box: 'store' }, value: '3' })
    await finishRun(engine)
    const again = await runTiny({ ...options, runActions: engine.run.actions })
    expect(again.hash).toBe(engine.trace.hash)
  })

  test('can still be healed by hand', async () => {
    const { events } = await runTiny({
      ...TIMES,
      unhealed: SECOND_SERVER,
      runActions: [tinyAction('heal:server/1@150')],
    })
    expect(healed(events)).toEqual(['150 server/1 crash'])
  })

  test('has to be one of the simulation', async () => {
    const { simulation, run } = await tinyEngine({ unhealed: SECOND_SERVER })
    const { createEngine } = await import('./engine')
    const host = { load: () => Promise.reject(new Error('no assets')) }
    const wrong = createEngine(simulation, { ...run, unhealed: 'moon' }, host)
    await expect(wrong).rejects.toThrow(new RunError('there is no part "moon" that can stay broken; parts: part'))
  })
})

test('what is outside is told by box and instance, and by the box that an arrow leaves', () => {
  const outside = outsideOf(SECOND_SERVER, TINY_VOCABULARY)
  expect([outside.has('server', 1), outside.has('server', 0), outside.has('server'), outside.has('store')]).toEqual([
    true,
    false,
    true,
    false,
  ])
  expect([outside.isAnything, NOTHING_OUTSIDE.isAnything]).toEqual([true, false])
})
