/** What is offered where an address names what nobody knows. */
import { describe, expect, test } from 'vitest'
import { loadSimulation } from '~/catalog'
import { describeSimulation } from '~/host/describe'
import { runOf } from '~/kernel/run'
import { addressChoices } from './address-choices'
import { parseRunUrl } from './run-url'

const simulation = await loadSimulation('rate-limiter')
const offer = describeSimulation(simulation)
const { diagram } = simulation
const choicesOf = (search: string) => addressChoices(search, diagram, offer)
const namesOf = (search: string) => choicesOf(search).map(({ options }) => options.map(({ name }) => name))

describe('where an address does not fit', () => {
  test.each([
    ['scenario=redis-hang', /hangs/i, { scenario: 'redis-hangs' }],
    ['without=shadow-cash', /^shadow-cache$/, { without: ['shadow-cache'] }],
    ['set=algoritm:gcra', /^algorithm:gcra$/, { settings: { algorithm: 'gcra' } }],
    ['set=algorithm:gcr', /^algorithm:gcra$/, { settings: { algorithm: 'gcra' } }],
    ['unhealed=redis-gon', /^redis-gone$/, { unhealed: 'redis-gone' }],
  ])('%s: what was meant comes first, and makes the run that was meant', (search, name, difference) => {
    const [first] = choicesOf(search)[0]!.options
    expect(first!.name).toMatch(name)
    const { run } = parseRunUrl(search, diagram, offer)
    expect({ ...run, ...first!.change(run) }).toMatchObject(difference)
  })

  test.each(['do=crsh:redis@8500', 'do=crash:rediss@8500'])('%s is crash:redis, among what is done', (search) => {
    const [first] = choicesOf(search)[0]!.options
    expect(first!.name).toBe('crash:redis@8500')
    const run = runOf('rate-limiter', { scenario: 'steady', actions: [] })
    expect(first!.change(run).actions).toEqual([{ verb: 'crash', target: { kind: 'box', box: 'redis' }, atMs: 8500 }])
  })

  test('where nothing is near, every scenario can be chosen', () => {
    expect(namesOf('scenario=zzzzzzzz')[0]).toHaveLength(offer.scenarios.length)
  })

  test('of several parts each has its own, and one that was chosen stays when the next is', () => {
    const search = 'without=shadow-cash&set=algoritm:gcra&scenario=redis-hang'
    let { run } = parseRunUrl(search, diagram, offer)
    for (const { options } of choicesOf(search)) run = { ...run, ...options[0]!.change(run) }
    expect(run).toMatchObject({ scenario: 'redis-hangs', without: ['shadow-cache'], settings: { algorithm: 'gcra' } })
  })
})

test.each([
  '',
  'scenario=redis-hangs&without=shadow-cache&set=algorithm:gcra&do=crash:redis@8500&unhealed=redis-gone',
  'set=limit:-5',
  'set=__proto__:1',
  'do=<img src=x>@5',
  'do=crash:redis',
  `scenario=${'x'.repeat(9_000)}`,
])('nothing is offered for %s', (search) => {
  expect(choicesOf(search)).toEqual([])
})
