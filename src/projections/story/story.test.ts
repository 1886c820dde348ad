/** The three beats of violations of a small simulation: with a fault or without, by the scenario or by somebody, with a line of code. */
import { describe, expect, test } from 'vitest'
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { AnySimulation, ClaimProof } from '~/kernel/simulation'
import { eventsOf, runTiny, tinyAction, type TinyOptions } from '~/kernel/testing/tiny-simulation'
import { Marks } from '../marks'
import { unitOf } from './guilt'
import type { Told } from './story'
import { storyOf } from './story'

const SOURCE = 'function decide() {\n  if (strict) return no\n  return yes\n}\n'
const DECISION = { box: 'server', file: 'server.ts', line: 'return yes', did: 'The server says yes' } as const

/** No request of the client may have an answer. */
function noneDone(more: Partial<Evidence> = {}) {
  return defineInvariant<{ found: Evidence | null }>({
    id: 'none-done',
    kind: 'safety',
    statement: 'None is answered.',
    label: 'none answered',
    create: () => ({ found: null }),
    step: (state, { kind, key, id }) => {
      const isDone = kind === 'state' && (key === 'done' || key === 'failed')
      state.found = isDone ? { summary: `${id} was answered`, request: id, figures: {}, ...more } : null
    },
    broken: ({ found }) => found,
  })
}

async function told(
  options: TinyOptions & { readonly claim?: Partial<ClaimProof>; readonly evidence?: Partial<Evidence> },
) {
  const { claim, evidence, ...rest } = options
  const { engine, verdicts } = await runTiny({ arrivals: [10, 20], invariants: [noneDone(evidence)], ...rest })
  const events = eventsOf(engine)
  const marks = new Marks()
  for (const event of events) marks.step(event as never)
  const known = engine.simulation as { claims: Record<string, ClaimProof> } & AnySimulation
  const simulation = {
    ...known,
    claims: { counted: { ...known.claims['counted']!, invariant: 'none-done', ...claim } },
    code: { ...known.code, server: [{ name: 'server.ts', language: 'typescript', text: SOURCE }] },
  } as unknown as AnySimulation
  const without = claim === undefined ? [] : ['counted']
  const violation = verdicts[0]!.first!
  const of: Told = {
    simulation,
    run: { ...engine.run, without },
    trace: engine.trace,
    marks: marks.begun.map(({ mark }) => mark).filter(({ fromMs }) => fromMs <= violation.atMs),
  }
  return storyOf(of, violation, events.filter(({ id }) => id === violation.evidence.request) as never)
}

describe('the first beat', () => {
  test('is the fault in force, and who did it', async () => {
    const { cause } = await told({ actions: ['freeze:store@5'] })
    expect(cause).toMatchObject({ title: 'Store froze', by: 'scenario', atMs: 5 })
    expect(cause.text).toMatch(/^The scenario did it\. The process stops/)
  })

  test('is what somebody did, on an arrow as on a box', async () => {
    const { cause } = await told({ runActions: [tinyAction('delay:client~server=2@1')] })
    expect(cause).toMatchObject({ title: 'Client → Server was delayed', by: 'you', atMs: 1 })
  })

  test('of two faults is the one on the way of the request, before the later one', async () => {
    const { cause } = await told({ actions: ['delay:server~store=1@1', 'skew:client=500@2'] })
    // Both are on its way: the client asks. The later one counts, and the other is named.
    expect(cause.title).toBe('Client told another time')
    expect(cause.text).toContain('Besides: Server → Store was delayed.')
  })

  test('says that nothing broke where nothing was done', async () => {
    expect((await told({})).cause).toMatchObject({ title: 'Nothing broke', by: 'nobody', atMs: null })
  })
})

describe('the second beat', () => {
  test('is the line that a claim names, in its lines, and what the code did', async () => {
    const { deed } = await told({ claim: { decision: DECISION } })
    expect(deed).toMatchObject({ title: 'The server says yes', without: 'counted', box: 'server' })
    expect(deed.code).toEqual({
      box: 'server',
      file: 'server.ts',
      language: 'typescript',
      first: 2,
      lines: ['  if (strict) return no', '  return yes', '}'],
      marked: 3,
    })
    expect(deed.text).toContain('Off in this run: counting.')
  })

  test('is the first fact of its sort since the fault, where a claim asks for that', async () => {
    const fact = { key: 'done', isFirst: true } as const
    const { deed, guilt } = await told({ claim: { decision: { ...DECISION, fact } }, actions: ['note:server=a@12'] })
    expect(deed.box).toBe('client')
    expect(deed.atMs).toBe(guilt.atMs)
  })

  test('is the event that an invariant names, and what it says the code did', async () => {
    const { deed } = await told({ evidence: { decided: 4, did: 'It went wrong' } })
    expect(deed).toMatchObject({ title: 'It went wrong', event: 4, without: null })
  })

  test('is the last fact of the request where nobody says more', async () => {
    const { deed } = await told({})
    expect(deed).toMatchObject({ box: 'client', without: null })
    expect(deed.title).toMatch(/^Client states “done”: /)
  })

  test('is not what was stated before anything broke, where there is more', async () => {
    const claim = { decision: { ...DECISION, box: 'client' } }
    const { deed, cause } = await told({ claim, actions: ['delay:server~store=1@12'] })
    expect(deed.atMs!).toBeGreaterThanOrEqual(cause.atMs!)
  })

  test('has no event where the trace has let go of it', async () => {
    const { deed } = await told({ evidence: { decided: 1e9, request: 0 } })
    expect(deed.event).toBeGreaterThan(0)
  })
})

test.each([
  [1, 'blocks behind', 'block behind'],
  [1, 'retries', 'retry'],
  [1, 'ms too late', 'ms too late'],
  [1, 'is the version it went to', 'is the version it went to'],
  [2, 'blocks behind', 'blocks behind'],
  [1, 'calls for one charge', 'call for one charge'],
])('%d %s', (value, unit, said) => {
  expect(unitOf(value, unit)).toBe(said)
})

describe('the third beat', () => {
  test('is the request with its figure', async () => {
    const { guilt } = await told({ evidence: { measure: { value: 1, bound: 0, unit: 'answers' } } })
    expect(guilt).toMatchObject({ request: 1, title: '1 answer, at most 0', text: '1 was answered.' })
  })
})
