/** What the compiler refuses: code that does not fit its drawing. The type check of the project is what runs these tests. */
import { expect, test } from 'vitest'
import type { Build, Context } from './component'
import { defineDiagram, type TargetOf } from './diagram'
import { defineSimulation, type ClaimProof, type Simulation } from './simulation'
import { runTiny } from './testing/tiny-simulation'

const diagram = defineDiagram({
  id: 'pair',
  file: 'pair',
  title: 'Pair',
  line: 'Two boxes and an arrow.',
  order: 1,
  boxes: {
    front: { label: 'Front', kind: 'actor', at: { x: 0, y: 0 } },
    back: { label: 'Back', kind: 'store', at: { x: 100, y: 0 } },
  },
  arrows: [{ from: 'front', to: 'back', latency: { kind: 'fixed', ms: 1 } }],
  claims: [{ id: 'kept', title: 'Kept', statement: 'Nothing is lost.' }],
  legend: [],
})

type Pair = typeof diagram
type Built = Build<Pair, 'front' | 'back', unknown>

const box: Built = () => ({})
const proof: ClaimProof = {
  safeguard: 'keeping',
  scenario: 'plain',
  invariant: 'kept',
  without: 'nothing is kept',
  hypothesis: 'Nothing is lost.',
}
const rest = {
  diagram,
  parameters: {},
  boot: () => Promise.resolve(0),
  verbs: {},
  scenarios: [],
  mutants: {},
  invariants: () => [],
  reading: { kinds: [], count: () => null, tone: () => null, line: () => ({ text: '', tone: 'allowed' }) },
  code: { front: [], back: [] },
} satisfies Omit<Simulation<Pair, {}, number>, 'components' | 'claims'>

test('a drawing with its code and its proof is a simulation', () => {
  const simulation = defineSimulation({ ...rest, components: { front: box, back: box }, claims: { kept: proof } })
  expect(Object.keys(simulation.components)).toEqual(Object.keys(diagram.boxes))
  expect(simulation.claims).toEqual({ kept: proof })
})

test('a box without code is refused', () => {
  // @ts-expect-error `back` has no code
  const simulation = defineSimulation({ ...rest, components: { front: box }, claims: { kept: proof } })
  expect(simulation.components).not.toHaveProperty('back')
})

test('code without a box is refused', () => {
  const claims = { kept: proof }
  // @ts-expect-error there is no box `middle`
  const simulation = defineSimulation({ ...rest, components: { front: box, back: box, middle: box }, claims })
  expect(diagram.boxes).not.toHaveProperty('middle')
  expect(simulation.components).toHaveProperty('middle')
})

test('a claim without proof is refused', () => {
  // @ts-expect-error `kept` is not proven
  const simulation = defineSimulation({ ...rest, components: { front: box, back: box }, claims: {} })
  expect(simulation.claims).toEqual({})
})

test('an arrow to nowhere is refused', () => {
  const drawn = defineDiagram({
    ...diagram,
    // @ts-expect-error there is no box `nowhere`
    arrows: [{ from: 'front', to: 'nowhere' }],
  })
  expect(drawn.arrows).toHaveLength(1)
})

test('a call along no arrow is refused', () => {
  const ask = (context: Context<TargetOf<Pair, 'front'>>) =>
    context.call('back', { type: 'ask', request: 1 }, { timeoutMs: 1 })
  const askItself = (context: Context<TargetOf<Pair, 'front'>>) =>
    // @ts-expect-error no arrow leads from `front` to itself
    context.call('front', { type: 'ask', request: 1 }, { timeoutMs: 1 })
  const askBack = (context: Context<TargetOf<Pair, 'back'>>) =>
    // @ts-expect-error replies need no arrow, and no request goes from `back` to `front`
    context.call('front', { type: 'ask', request: 1 }, { timeoutMs: 1 })
  expect([ask, askItself, askBack]).toHaveLength(3)
})

test('a call without a bound on its wait is refused', () => {
  // @ts-expect-error there is no timeout
  const ask = (context: Context<'back'>) => context.call('back', { type: 'ask', request: 1 }, {})
  expect(ask).toBeTypeOf('function')
})

test('what fits its drawing also runs', async () => {
  const { events } = await runTiny({ arrivals: [10] })
  expect(events.filter(({ kind }) => kind === 'ok').map(({ arrow }) => arrow)).toEqual([
    'server~memory',
    'server~store',
    'client~server',
  ])
})
