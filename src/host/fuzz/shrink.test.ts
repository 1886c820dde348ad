/** What is left of a run is what breaks it. */
import { expect, test } from 'vitest'
import { formatAction } from '~/kernel/action'
import { runOf, type Run } from '~/kernel/run'
import { tinyAction, tinySimulation } from '~/kernel/testing/tiny-simulation'
import { shrink } from './shrink'

const simulation = tinySimulation({
  unhealed: { statement: 'The store stays down.', targets: ['store'], breaks: ['crash:store'] },
})
const run: Run = runOf('tiny', {
  scenario: 'plain',
  seed: 7,
  settings: { one: '1', two: '2' },
  unhealed: 'part',
  durationMs: 8_000,
  actions: [
    'slow:store=9@100-900',
    'freeze:server@200-1800',
    'loss:client~server=0.9@300-2000',
    'restart:server/0@400',
    'delay:server~store=77@500-700',
    'errors:store=0.7@7000-7500',
  ].map(tinyAction),
})

/** When it shows: at the very end. */
const END = { atMs: Infinity }

/** Shrinks the run by a rule that says whether a run still shows what it should. */
async function shrunkBy(isBroken: (run: Run) => boolean) {
  const tried: Run[] = []
  const find = (smaller: Run) => {
    tried.push(smaller)
    return Promise.resolve(isBroken(smaller) ? END : null)
  }
  const { run: left } = await shrink(simulation, run, END, find)
  return { left, actions: left.actions.map(formatAction), tried }
}

test('a run of which nothing matters loses everything but its shortest phase', async () => {
  const { left, actions } = await shrunkBy(() => true)
  expect(actions).toEqual([])
  expect(left).toEqual(runOf('tiny', { scenario: 'plain', seed: 7, durationMs: 500 }))
})

test('one fault that matters is left, at one instance, as short and as mild as it may be', async () => {
  const { actions } = await shrunkBy((each) =>
    each.actions.some(({ verb, target }) => verb === 'freeze' && target.kind === 'box' && target.instance !== 0),
  )
  expect(actions).toHaveLength(1)
  expect(actions[0]).toMatch(/^freeze:server\/1@\d+-\d+$/)
  const [, from, until] = /@(\d+)-(\d+)/.exec(actions[0]!)!
  expect(Number(until) - Number(from)).toBeLessThanOrEqual(100)
})

test('a value that is not needed is the default', async () => {
  const { actions } = await shrunkBy((each) => each.actions.some(({ verb }) => verb === 'loss'))
  expect(actions[0]).toMatch(/^loss:client~server\/0=0\.3@/)
})

test('what is needed stays: a setting, a part, two faults, the time of the last', async () => {
  const { left, actions } = await shrunkBy(
    ({ settings, unhealed, actions: each, durationMs }) =>
      settings['two'] === '2' &&
      unhealed === 'part' &&
      each.some(({ verb, value }) => verb === 'delay' && value === '77') &&
      each.some(({ verb, atMs }) => verb === 'errors' && atMs >= 7_000) &&
      durationMs! > 7_000,
  )
  expect(left).toMatchObject({ settings: { two: '2' }, unhealed: 'part', durationMs: 8_000 })
  expect(actions).toHaveLength(2)
})

test('every run that is tried can be told in a link, and there is an end to them', async () => {
  const { tried } = await shrunkBy((each) => each.actions.length > 3)
  expect(tried.length).toBeLessThanOrEqual(150)
  for (const { actions, durationMs } of tried) {
    for (const action of actions) {
      expect(tinyAction(formatAction(action))).toEqual(action)
      expect(action.atMs).toBeLessThan(durationMs!)
    }
  }
})
