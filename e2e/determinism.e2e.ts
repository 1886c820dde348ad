/** The same address gives the same trace hash in a Chromium worker as in Node, for every scenario of every live diagram. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalog, loadSimulation } from '~/catalog'
import { runToEnd } from '~/host/node'
import { parseAction } from '~/kernel/action'
import type { Run } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import { openBrowser, serveSite, type Served, type TestBrowser } from './browser'

let site: Served
let browser: TestBrowser

beforeAll(async () => {
  site = await serveSite()
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

const live = catalog.filter(({ isLive }) => isLive)
const simulations = await Promise.all(live.map(({ id }) => loadSimulation(id)))
const cases = simulations.flatMap((simulation) =>
  simulation.scenarios.map(({ id }) => ({ diagram: simulation.diagram.id, scenario: id, simulation })),
)

/** A scenario at little load, long enough to meet its first fault. */
function shortRun(simulation: AnySimulation, scenario: string): Run {
  const vocabulary = vocabularyOf(simulation)
  const { actions } = simulation.scenarios.find(({ id }) => id === scenario)!
  const firstMs = actions.length === 0 ? 500 : Math.min(...actions.map((each) => parseAction(each, vocabulary).atMs))
  const calm = Object.entries(vocabulary.verbs).flatMap(([box, own]) =>
    own.some(({ verb, isLoad }) => verb === 'rate' && isLoad === true) ? [`rate:${box}=150@0`] : [],
  )
  return {
    simulation: simulation.diagram.id,
    scenario,
    seed: 7,
    settings: {},
    without: [],
    actions: calm.map((each) => parseAction(each, vocabulary)),
    durationMs: firstMs + 700,
    redis: 'valkey',
  }
}

test.each(cases)('$diagram, $scenario: one hash in Node and in Chromium', async ({ simulation, scenario }) => {
  const run = shortRun(simulation, scenario)
  const { traceHash, invariants } = await runToEnd(simulation, run)
  expect(invariants.filter(({ held }) => !held)).toEqual([])
  const { page } = await browser.newPage()
  await page.goto(`${site.url}d/${run.simulation}/?${formatRunQuery(run)}`)
  await page.locator('.stage[data-live="true"]').waitFor({ timeout: 30_000 })
  await page.getByLabel('Speed').selectOption('100')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('button', { name: 'Replay' }).waitFor({ timeout: 50_000 })
  expect(await page.getByTestId('hash').innerText()).toBe(traceHash)
})
