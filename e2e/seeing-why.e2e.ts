/** Seeing why, on the built site: a request on its way, events by filter, charts, and two runs compared. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { axe, browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

/** Little load, and Redis hangs from 3 s on. */
const RUN = 'scenario=redis-hangs&seed=7&duration=4000&do=rate:clients=150@0&do=rate:abuser=30@0'

async function openPlayed(run = RUN): Promise<Page> {
  const { page } = await browser.newPage()
  await page.goto(`${site.url}d/rate-limiter/?${run}`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByLabel('Speed').selectOption('100')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('button', { name: 'Replay', exact: true }).waitFor()
  return page
}

describe('events', () => {
  test('are found by place, kind and text, and lead to their request', async () => {
    const page = await openPlayed()
    await page.locator('.timeline-more').click()
    await page.locator('.events-panel summary').click()
    const rows = page.locator('.events-row')
    await expect.poll(() => rows.count()).toBeGreaterThan(5)
    await page.getByLabel('Box or arrow').selectOption('arrow:gateway~redis')
    await page.getByLabel('Kind', { exact: true }).selectOption('info')
    await expect.poll(() => rows.first().innerText()).toMatch(/info\s+timeout\s+gateway → redis/)
    await page.getByLabel('Kind', { exact: true }).selectOption('send')
    await page.getByLabel('Text').fill('evalsha')
    await expect.poll(() => rows.first().innerText()).toMatch(/EVALSHA/)
    await rows.first().getByRole('button').click()
    const panel = page.locator('.request-panel')
    await panel.locator('.waterfall > li').first().waitFor()
    expect(await panel.locator('.waterfall-command').first().innerText()).toMatch(/^EVALSHA/)
    expect(await page.locator('.box-followed').count()).toBeGreaterThan(2)
    expect(await axe(page)).toEqual([])
    await panel.getByRole('button', { name: 'sequence' }).click()
    expect(await panel.locator('.sequence-message').count()).toBeGreaterThan(3)
    await page.locator('.stage').click({ position: { x: 5, y: 5 } })
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
  })

  test('follow the time cursor', async () => {
    const page = await openPlayed()
    await page.locator('.timeline-more').click()
    await page.locator('.events-panel summary').click()
    const first = page.locator('.events-row').first()
    await expect.poll(() => first.innerText()).toMatch(/00:0[6-9]/)
    const slider = page.getByRole('slider', { name: 'Moment shown' })
    const { x, y, width, height } = (await slider.boundingBox())!
    await page.mouse.click(x + width * 0.1, y + height / 2)
    await expect.poll(() => first.innerText()).toMatch(/00:00\./)
  })
})

test('charts of a box and of an arrow stand on the axis of the run', async () => {
  const page = await openPlayed()
  await page.locator('.react-flow__node[data-id="redis"]').click()
  const charts = page.locator('.small-chart')
  await expect.poll(() => charts.count()).toBeGreaterThan(2)
  expect(await charts.allInnerTexts()).toEqual(expect.arrayContaining([expect.stringMatching(/^keys/)]))
  expect(await charts.first().locator('path').first().getAttribute('d')).toMatch(/^M[\d.]+,[\d.]+L/)
})

test('another run is a ghost in the chart of this one, and only what differs is listed', async () => {
  // Enough of the abuser that letting everybody through shows.
  const page = await openPlayed(RUN.replace('abuser=30', 'abuser=700'))
  await page.locator('.timeline-more').click()
  await page.locator('.compare-head select').selectOption('claim:shadow-cache')
  await page.getByText(/first difference at \d/).waitFor()
  expect(await page.locator('.chart .ghost-line').count()).toBeGreaterThan(0)
  expect(await page.locator('.chart .ghost-differs').count()).toBeGreaterThan(0)
  expect(await page.locator('.chart > svg').getAttribute('aria-label')).toMatch(/; as lines: without shadow-cache$/)
  const listed = page.locator('.compare-table tbody tr')
  await expect.poll(() => listed.count()).toBeGreaterThan(0)
  const cells = await listed.evaluateAll((rows) =>
    rows.map((row) =>
      [...row.querySelectorAll('td')].map(
        (cell) => `${cell.firstElementChild?.getAttribute('class')} ${cell.textContent}`,
      ),
    ),
  )
  expect(cells.filter(([one, other]) => one === other)).toEqual([])
  expect(await page.locator('.compare-alike').innerText()).toMatch(/^The other \d+ say the same\.$/)
  // The link leads to where the other run violates what this one holds.
  const violation = page.getByRole('link', { name: /^See its violation at \d/ })
  expect(await violation.getAttribute('href')).toMatch(/without=shadow-cache.*&at=\d/)
  expect(await axe(page)).toEqual([])
  // A run that was replaced is there to be compared with, as far as it was played.
  // The ghost stays while the dock is slim, and goes from there.
  await page.locator('.timeline-more').click()
  await page.getByRole('button', { name: 'clear', exact: true }).click()
  expect(await page.locator('.chart .ghost-line').count()).toBe(0)
  await page.locator('.timeline-more').click()
  await page.locator('.run-menu > summary').click()
  await page.locator('#seed').fill('8')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.locator('.compare-head option').allInnerTexts()).toContain('seed 7, 2 changes more')
})
