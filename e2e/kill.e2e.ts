/**
 * Killing anything, at any step its code names, in the browser: with all safeguards on every invariant holds, and the trace is the one
 * that Node gives.
 */
import { expect, test } from 'vitest'
import { catalog, loadSimulation } from '~/catalog'
import { runToEnd } from '~/host/node'
import { killingRun } from '~/host/testing/killing-run'
import { formatRunQuery } from '~/kernel/run-query'
import { browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

const simulations = await Promise.all(catalog.filter(({ isLive }) => isLive).map(({ id }) => loadSimulation(id)))

test.each(simulations.map((simulation) => ({ id: simulation.diagram.id, simulation })))(
  '$id survives the death of everything, as seen in the browser',
  async ({ simulation }) => {
    const run = killingRun(simulation, 11)
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
