/** Acts on a live box: they reach whoever controls the real server, and leave the model alone. */
import { expect, test } from 'vitest'
import type { Action } from './action'
import type { Core } from './core'
import { createEngine } from './engine'
import type { Instance } from './instance'
import { LiveActs } from './live-acts'
import type { LiveAct, LiveControl, LiveHalf } from './live'
import { eventsOf, tinyRun, tinySimulation, type TinyOptions } from './testing/tiny-simulation'

const HALF: LiveHalf = { kind: 'tiny', acts: [], cannot: { skew: 'its clock is its own' } }

class NotingControl implements LiveControl {
  readonly noted: string[] = []

  refusal({ action }: LiveAct): string | undefined {
    return action.verb === 'slow' ? 'no proxy is in front of it' : undefined
  }

  begin({ action, box, kind }: LiveAct): Promise<null> {
    this.noted.push(`begin ${action.verb} ${box} ${kind}`)
    return action.verb === 'freeze' ? Promise.reject(new Error('no such process')) : Promise.resolve(null)
  }

  end({ action }: LiveAct): Promise<void> {
    this.noted.push(`end ${action.verb}`)
    return Promise.resolve()
  }
}

async function play(actions: readonly string[], control?: LiveControl, isLive = true) {
  const options: TinyOptions = {
    arrivals: [10, 30, 50],
    durationMs: 60,
    settleMs: 40,
    actions,
    code: {
      store: () => ({ ...(isLive ? { live: HALF } : {}), handle: () => 'stored' }),
    },
  }
  const engine = await createEngine(tinySimulation(options), tinyRun(options), {
    load: () => Promise.reject(new Error('no assets')),
    ...(control === undefined ? {} : { live: { control } }),
  })
  await engine.advance(Infinity, Infinity)
  const facts = eventsOf(engine).filter(({ key }) => key === 'live-act')
  return { engine, facts: facts.map(({ data }) => data) }
}

test('an act on a live box is done to the real thing and ended there, and the modelled process lives on', async () => {
  const control = new NotingControl()
  const { engine, facts } = await play(['crash:store@5-40'], control)
  expect(control.noted).toEqual(['begin crash store tiny', 'end crash'])
  expect(facts).toEqual([
    { verb: 'crash', phase: 'start' },
    { verb: 'crash', phase: 'end' },
  ])
  expect(eventsOf(engine).some(({ kind }) => kind === 'crash')).toBe(false)
  const { engine: modelled } = await play(['crash:store@5-40'], control, false)
  expect(eventsOf(modelled).some(({ kind }) => kind === 'crash')).toBe(true)
})

test('an act that is over before it is in force is ended when it is', async () => {
  const order: string[] = []
  let letBegin: () => void = () => undefined
  const control: LiveControl = {
    refusal: () => undefined,
    async begin() {
      await new Promise<void>((resolve) => (letBegin = resolve))
      order.push('in force')
      return null
    },
    end() {
      order.push('ended')
      return Promise.resolve()
    },
  }
  const options: TinyOptions = { arrivals: [], code: { store: () => ({ live: HALF, handle: () => 'stored' }) } }
  const simulation = tinySimulation(options)
  const core = { pace: { outside: (start: () => Promise<unknown>) => start() }, trace: { append: () => undefined } }
  const acts = new LiveActs(
    core as unknown as Core,
    simulation.diagram,
    { control },
    () => ({ live: HALF }) as Instance,
  )
  const action: Action = { verb: 'crash', target: { kind: 'box', box: 'store' }, atMs: 1, untilMs: 2 }
  const begun = acts.act(action, 'start')
  const ended = acts.act(action, 'end')
  letBegin()
  await Promise.all([begun, ended])
  expect(order).toEqual(['in force', 'ended'])
})

test('an act on an arrow to a live box is given to its control, and the modelled arrow loses nothing', async () => {
  const control = new NotingControl()
  const { engine } = await play(['partition:server~store@5-40'], control)
  expect(control.noted).toEqual(['begin partition store tiny', 'end partition'])
  expect(eventsOf(engine).some(({ kind }) => kind === 'drop')).toBe(false)
})

test('what cannot be done is stated with the reason, and refused to who asks while it plays', async () => {
  const { facts } = await play(['slow:store=50@5-40', 'skew:store=50@6-40', 'freeze:store@7-40'], new NotingControl())
  expect(facts.slice(0, 3)).toEqual([
    { verb: 'slow', phase: 'start', why: 'no proxy is in front of it' },
    { verb: 'skew', phase: 'start', why: 'its clock is its own' },
    { verb: 'freeze', phase: 'start', why: 'no such process' },
  ])
  const { facts: without } = await play(['crash:store@5'])
  expect(String((without[0] as { why?: string }).why)).toMatch(/nobody here/)
})
