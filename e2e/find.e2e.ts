/** "Find what breaks it", on the built site: a find can be opened and seen, and a search ends at once and harms no run. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { catalog, loadSimulation } from '~/catalog'
import { parseRunUrl } from '~/app/run-url'
import { describeSimulation } from '~/host/describe'
import { runToEnd } from '~/host/node'
import { shortRun } from '~/host/testing/short-run'
import { formatRunQuery } from '~/kernel/run-query'
import { ROOT } from '../scripts/root.mjs'
import { axe, browserOfFile, siteUrl, type PageOptions } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

async function openSearch(address: string, options: PageOptions = {}): Promise<Page> {
  const { page } = await browser.newPage(options)
  await page.goto(site.url + address)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByRole('button', { name: 'Find what breaks it' }).click()
  return page
}

test('with a safeguard off it finds a violation, and its link opens the run that Node violates the same way', async () => {
  const page = await openSearch('d/rate-limiter/?scenario=redis-hangs&without=shadow-cache')
  const panel = page.getByRole('region', { name: 'Find what breaks it' })
  await panel.getByText('made as small as it goes').waitFor()
  expect(await axe(page)).toEqual([])
  const told = await panel.innerText()
  expect(told).toMatch(/^Partition.*API Gateway/m)
  expect(told).toMatch(/overshoot/)
  const link = panel.getByRole('link', { name: 'Open this run' })
  const { search } = new URL((await link.getAttribute('href'))!, page.url())
  await link.click()
  await panel.waitFor({ state: 'detached' })
  await page
    .getByText(/^Violated: overshoot/)
    .first()
    .waitFor()
  expect(new URL(page.url()).searchParams.get('without')).toBe('shadow-cache')

  const simulation = await loadSimulation('rate-limiter')
  const { diagram } = catalog.find(({ id }) => id === 'rate-limiter')!
  const { run, notices } = parseRunUrl(search, diagram, describeSimulation(simulation))
  expect(notices).toEqual([])
  const { invariants } = await runToEnd(simulation, run, { until: 'outage-contract' })
  const { evidence } = invariants.find(({ id }) => id === 'outage-contract')!.first!
  expect(told).toContain(evidence.summary)
  expect(told).toContain(`request ${evidence.request}`)
})

test('with all safeguards on it stops at once, and a run that is played beside it is as ever', async () => {
  const simulation = await loadSimulation('breakers')
  const { id: scenario } = simulation.scenarios[0]!
  const page = await openSearch(`d/breakers/?${formatRunQuery(shortRun(simulation, scenario))}`)
  const headline = page.locator('.find-headline')
  await expect.poll(() => headline.innerText()).toMatch(/^\d schedules? .* nothing broke/)
  await page.getByLabel('Speed').selectOption('100')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('button', { name: 'Replay', exact: true }).waitFor()
  const pinned = readFileSync(path.join(ROOT, 'simulations/breakers/hashes.json'), 'utf8')
  const hashes = JSON.parse(pinned) as Record<string, string>
  expect(await page.getByTestId('hash').innerText()).toBe(hashes[scenario])

  const workers = () => page.workers().length
  const before = workers()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByRole('button', { name: 'Search on' }).waitFor()
  await expect.poll(workers).toBe(before - 1)
  expect(await headline.innerText()).toMatch(/^\d+ schedules? with \d+ faults?: nothing broke, seed 1(–\d+)?\.$/)
})

test('on a phone it is a sheet below the diagram, and Escape or Close ends it', async () => {
  const page = await openSearch('d/payments/?without=one-transaction', { width: 375, height: 812, isTouch: true })
  const panel = page.getByRole('region', { name: 'Find what breaks it' })
  await panel.getByRole('link', { name: 'Open this run' }).waitFor()
  const { x, y, width, height } = (await panel.boundingBox())!
  expect([x, width, y + height]).toEqual([0, 375, 812])
  expect(y).toBeGreaterThan(300)
  for (const button of await panel.getByRole('button').all()) {
    expect((await button.boundingBox())!.height).toBeGreaterThanOrEqual(44)
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
  await panel.getByRole('button', { name: 'Close the search' }).tap()
  await panel.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Find what breaks it' }).press('Enter')
  await panel.waitFor()
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
})
