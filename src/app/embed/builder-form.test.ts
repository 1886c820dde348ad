import { expect, it } from 'vitest'
import { catalog, loadSimulation } from '~/catalog'
import { describeSimulation } from '~/host/describe'
import { EMPTY_FORM, formFrom, runFrom } from './builder-form'
import { queryOf, runParts } from './snippet'

const { diagram } = catalog.find(({ id }) => id === 'rate-limiter')!
const offer = describeSimulation(await loadSimulation('rate-limiter'))

it('comes back from the form as it went in, with its moment and what has no field', () => {
  const query =
    'scenario=steady&seed=7&without=shadow-cache&set=windowMs:2000&duration=4000&do=crash:redis@400&do=command:redis=SET%20a%20b@500&at=800&select=gateway~redis&request=31'
  const { form, notices } = formFrom(`?${query}`, diagram, offer)
  expect(notices).toEqual([])
  expect(form).toMatchObject({
    acts: 'crash:redis@400\ncommand:redis=SET a b@500',
    parameters: 'windowMs:2000',
    at: '800',
  })
  const { run, moment } = runFrom(form, diagram, offer)
  expect(decodeURIComponent(queryOf(runParts(run, moment, true)))).toBe(decodeURIComponent(query))
})

it('reads what somebody types as a frame would, and names what does not fit', () => {
  const { run, notices } = runFrom(
    { ...EMPTY_FORM, acts: 'melt:redis@400\n\n  crash:redis@400 ', seed: 'x' },
    diagram,
    offer,
  )
  expect(run.actions.map(({ verb }) => verb)).toEqual(['crash'])
  expect(notices).toEqual([
    expect.stringMatching(/^A seed is a whole number/),
    expect.stringMatching(/“melt:redis@400” was left out/),
  ])
})

it('looks at nothing where it stands at no moment', () => {
  const { form } = formFrom('?select=redis&at=800', diagram, offer)
  expect(runFrom({ ...form, at: '' }, diagram, offer).moment).toEqual({})
})
