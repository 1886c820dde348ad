/**
 * Killing anything, at any step its code names, in the browser: with all safeguards on every invariant holds, and the trace is the one
 * that Node gives.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalog, loadSimulation } from '~/catalog'
import { runToEnd } from '~/host/node'
import { parseAction } from '~/kernel/action'
import { runOf, type Run } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import { openBrowser, siteUrl, type TestBrowser } from './browser'

const site = { url: siteUrl() }
let browser: TestBrowser

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
})

/** Milliseconds between two deaths: time enough to come back, and to be asked again. */
const GAP_MS = 900
/** Rates of load at which a run takes seconds, not minutes. */
const CALM = 20

/** Every process dies once, and once at each step that its code names. */
function killingRun(simulation: AnySimulation): Run {
  const vocabulary = vocabularyOf(simulation)
  const calm: string[] = []
  const deaths: string[] = []
  for (const [box, { hostedBy }] of Object.entries(simulation.diagram.boxes)) {
    if (hostedBy === undefined) deaths.push(`crash:${box}@0-300`)
    for (const { verb, isLoad, value } of vocabulary.verbs[box] ?? []) {
      if (verb === 'rate' && isLoad === true) calm.push(`rate:${box}=${CALM}@0`)
      if (verb === 'crash-at' && value?.kind === 'choice') {
        deaths.push(...value.options.map((step) => `crash-at:${box}=${step}@0`))
      }
    }
  }
  const actions = [
    ...calm.map((text) => parseAction(text, vocabulary)),
    ...deaths.map((text, index) => {
      const atMs = (index + 1) * GAP_MS
      const action = parseAction(text, vocabulary)
      return { ...action, atMs, ...(action.untilMs === undefined ? {} : { untilMs: atMs + action.untilMs }) }
    }),
  ]
  return runOf(simulation.diagram.id, {
    scenario: simulation.scenarios[0]!.id,
    seed: 11,
    actions,
    durationMs: (deaths.length + 2) * GAP_MS,
  })
}

const simulations = await Promise.all(catalog.filter(({ isLive }) => isLive).map(({ id }) => loadSimulation(id)))

test.each(simulations.map((simulation) => ({ id: simulation.diagram.id, simulation })))(
  '$id survives the death of everything, as seen in the browser',
  async ({ simulation }) => {
    const run = killingRun(simulation)
    const { traceHash, invariants } = await runToEnd(simulation, run)
    expect(invariants.filter(({ held }) => !held)).toEqual([])
    const { page } = await browser.newPage()
    await page.goto(`${site.url}d/${run.simulation}/?${formatRunQuery(run)}`)
    await page.locator('.stage[data-live="true"]').waitFor()
    expect(await page.locator('.notices').count()).toBe(0)
    await page.getByLabel('Speed').selectOption('100')
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await page.getByRole('button', { name: 'Replay', exact: true }).waitFor()
    await page.getByText(`All ${invariants.length} invariants held.`).waitFor()
    expect(await page.getByTestId('hash').innerText()).toBe(traceHash)
  },
)
