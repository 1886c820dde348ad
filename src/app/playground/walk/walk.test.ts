import { describe, expect, it } from 'vitest'
import { createActor } from 'xstate'
import { catalog, loadSimulation } from '~/catalog'
import { parseAction } from '~/kernel/action'
import { vocabularyOf } from '~/kernel/simulation'
import type { Walk } from '~/kernel/walk'
import type { BoxFrame } from '~/projections/frame'
import { isGiven, type Shown } from './signs'
import { doStep } from './use-walk'
import { walkMachine } from './walk-machine'

const walk: Walk = {
  durationMs: 1000,
  steps: [
    { title: 'Play', text: '', at: 'a', until: { of: 'run', is: 'playing' }, seen: '' },
    { title: 'Break', text: '', at: 'a', until: { of: 'a', is: 'broken' }, seen: '' },
    { title: 'Look', text: '', at: 'b', until: { of: 'b', is: 'degraded' }, seen: '' },
  ],
}

function shown(given: { isBroken?: boolean; tone?: 'allowed' | 'degraded'; nowMs?: number; phase?: Shown['phase'] }) {
  const { isBroken = false, tone = 'allowed', nowMs = 10, phase = 'running' } = given
  const badges = isBroken ? [{ text: 'frozen', by: 'you', sinceMs: 5 } as const] : []
  const box = (badge: BoxFrame['badges']) => ({ line: { text: '', tone }, badges: badge }) as unknown as BoxFrame
  return { phase, frame: { nowMs, durationMs: walk.durationMs, boxes: { a: box(badges), b: box([]) } } }
}

function start() {
  const actor = createActor(walkMachine).start()
  actor.send({ type: 'start', walk })
  const at = () => {
    const { value, context } = actor.getSnapshot()
    return [value, context.index]
  }
  return { actor, at }
}

describe('a walk', () => {
  it('goes back to what a step before showed, and no further than the first', () => {
    const { actor, at } = start()
    actor.send({ type: 'back' })
    expect(at()).toEqual(['asking', 0])
    actor.send({ type: 'look', shown: shown({}) })
    actor.send({ type: 'next' })
    actor.send({ type: 'back' })
    expect(at()).toEqual(['seen', 0])
    actor.send({ type: 'next' })
    expect(at()).toEqual(['asking', 1])
  })

  it('waits for the sign of each step, and then for its reader', () => {
    const { actor, at } = start()
    expect(at()).toEqual(['asking', 0])
    actor.send({ type: 'look', shown: shown({ phase: 'paused' }) })
    actor.send({ type: 'look', shown: shown({ nowMs: 0 }) })
    actor.send({ type: 'next' })
    expect(at()).toEqual(['asking', 0])
    actor.send({ type: 'look', shown: shown({}) })
    expect(at()).toEqual(['seen', 0])
    actor.send({ type: 'next' })
    actor.send({ type: 'look', shown: shown({}) })
    expect(at()).toEqual(['asking', 1])
    actor.send({ type: 'look', shown: shown({ isBroken: true }) })
    actor.send({ type: 'next' })
    actor.send({ type: 'look', shown: shown({ isBroken: true, tone: 'degraded' }) })
    expect(at()).toEqual(['seen', 2])
    actor.send({ type: 'next' })
    expect(at()[0]).toBe('away')
  })

  it('takes nothing that the end of the run brings about for what somebody did', () => {
    const { actor, at } = start()
    actor.send({ type: 'look', shown: shown({}) })
    actor.send({ type: 'next' })
    actor.send({ type: 'look', shown: shown({ isBroken: true, nowMs: walk.durationMs + 1 }) })
    expect(at()).toEqual(['asking', 1])
    actor.send({ type: 'look', shown: shown({ isBroken: true }) })
    expect(at()).toEqual(['seen', 1])
  })

  it('can be left at any step, and begun again', () => {
    const { actor, at } = start()
    actor.send({ type: 'look', shown: shown({}) })
    actor.send({ type: 'next' })
    actor.send({ type: 'leave' })
    expect(at()[0]).toBe('away')
    actor.send({ type: 'start', walk })
    expect(at()).toEqual(['asking', 0])
  })

  it('takes a box for healed once nothing is done to it any more, whatever its line says meanwhile', () => {
    const healed = { of: 'a', is: 'healed' } as const
    expect(isGiven(healed, shown({ isBroken: true, tone: 'allowed' }))).toBe(false)
    expect(isGiven(healed, shown({ tone: 'degraded' }))).toBe(true)
  })

  it('sees nothing where nothing is shown', () => {
    expect(isGiven({ of: 'run', is: 'playing' }, { phase: 'running', frame: null })).toBe(false)
    expect(isGiven({ of: 'nobody', is: 'broken' }, shown({ isBroken: true }))).toBe(false)
  })
})

describe.each(catalog.filter(({ isLive }) => isLive).map(({ id }) => id))('the walk of %s', (id) => {
  it('is there, and asks for what can be done', async () => {
    const simulation = await loadSimulation(id)
    const { walk: steps, diagram } = simulation
    expect(steps?.steps.length).toBeGreaterThan(2)
    for (const { at, does, until } of steps!.steps) {
      expect(diagram.boxes).toHaveProperty([at])
      if (until.of !== 'run') expect(diagram.boxes).toHaveProperty([until.of])
      if (does !== undefined && does.act !== 'play') parseAction(`${does.act}@0`, vocabularyOf(simulation))
    }
  })
})

describe('what a step does', () => {
  it('plays at once: who pauses before the engine has answered is obeyed', async () => {
    const [{ diagram, isLive }] = catalog.filter((each) => each.isLive) as [(typeof catalog)[number]]
    expect(isLive).toBe(true)
    const simulation = await loadSimulation(diagram.id)
    const { verbs } = vocabularyOf(simulation)
    const done: string[] = []
    let answer = (): void => undefined
    const session = {
      diagram,
      store: { getState: () => ({ description: { verbs }, viewing: null }) },
      play: () => void done.push('play'),
      inject: () =>
        new Promise((resolve) => {
          done.push('inject')
          answer = () => resolve(null)
        }),
    } as unknown as Parameters<typeof doStep>[0]
    const box = Object.keys(diagram.boxes)[0]!
    doStep(session, { does: { label: '', act: `crash:${box}` } })
    done.push('pause')
    answer()
    await Promise.resolve()
    await Promise.resolve()
    expect(done).toEqual(['play', 'inject', 'pause'])
  })
})
