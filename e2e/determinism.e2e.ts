/**
 * The same address gives the same trace hash in a Chromium worker as in Node, for every scenario of every live diagram: the
 * hashes that `src/host/hashes.test.ts` pins.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalog, loadSimulation } from '~/catalog'
import { shortRun } from '~/host/testing/short-run'
import { formatRunQuery } from '~/kernel/run-query'
import { ROOT } from '../scripts/root.mjs'
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
const cases = simulations.flatMap((simulation) => {
  const { id: diagram } = simulation.diagram
  const pinned = JSON.parse(readFileSync(path.join(ROOT, 'simulations', diagram, 'hashes.json'), 'utf8'))
  return simulation.scenarios.map(({ id: scenario }) => ({ diagram, scenario, simulation, hash: pinned[scenario] }))
})

test.each(cases)('$diagram, $scenario: one hash in Node and in Chromium', async ({ simulation, scenario, hash }) => {
  const run = shortRun(simulation, scenario)
  const { page } = await browser.newPage()
  await page.goto(`${site.url}d/${run.simulation}/?${formatRunQuery(run)}`)
  await page.locator('.stage[data-live="true"]').waitFor({ timeout: 30_000 })
  await page.getByLabel('Speed').selectOption('100')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('button', { name: 'Replay' }).waitFor({ timeout: 50_000 })
  expect(await page.getByTestId('hash').innerText()).toBe(hash)
})
