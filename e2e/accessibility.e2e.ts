/** No screen has an accessibility violation that a checker can find, in the light and in the dark, wide and on a phone. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { axe, browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

/** A short run with little load keeps the tests quick. */
const CALM = 'scenario=steady&seed=7&duration=1000&do=rate:clients=300@0&do=rate:abuser=50@0'

/** In the dark only colours differ: what else there is to check was checked in the light. */
const axeIn = (page: Page, colorScheme: 'light' | 'dark') =>
  axe(page, colorScheme === 'light' ? {} : { runOnly: { type: 'rule', values: ['color-contrast'] } })

/** Plays until so much of the run is over, in milliseconds of its first minute. */
async function playUntil(page: Page, ms: number): Promise<void> {
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect
    .poll(async () => Number((await page.getByTestId('time').innerText()).split(':')[1]) * 1000)
    .toBeGreaterThan(ms)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
}

const box = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`)

test.each(['light', 'dark'] as const)('has no accessibility violations in %s', async (colorScheme) => {
  const { page } = await browser.newPage({ colorScheme })
  await page.goto(site.url)
  await page.locator('.gallery-section').first().waitFor()
  expect(await axeIn(page, colorScheme)).toEqual([])
  await page.goto(`${site.url}d/rate-limiter/?${CALM}`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await playUntil(page, 200)
  expect(await axeIn(page, colorScheme)).toEqual([])
  await box(page, 'redis').click()
  for (const tab of ['State', 'Code', 'Facts']) {
    await page.getByRole('tab', { name: tab }).click()
    expect(await axeIn(page, colorScheme), tab).toEqual([])
  }
  await page.locator('.inspector-break').click()
  await page
    .getByRole('dialog', { name: /^Break it/ })
    .getByRole('button', { name: /^More/ })
    .click()
  await page.getByRole('searchbox', { name: 'Search faults' }).waitFor()
  expect(await axeIn(page, colorScheme), 'the menu').toEqual([])
  await page.keyboard.press('Escape')
  await page.locator('.timeline-more').click()
  await page.locator('.run-menu > summary').click()
  expect(await axeIn(page, colorScheme), 'dock and run').toEqual([])
  await page.goto(`${site.url}embed/rate-limiter/`)
  await page.locator('.embed-still').waitFor()
  expect(await axeIn(page, colorScheme)).toEqual([])
  await page.getByRole('button', { name: 'Run it live' }).click()
  await page.locator('.stage[data-live="true"]').waitFor()
  expect(await axeIn(page, colorScheme)).toEqual([])
})

test.each(['light', 'dark'] as const)('a phone has no accessibility violations in %s', async (colorScheme) => {
  const { page } = await browser.newPage({ width: 375, height: 812, colorScheme })
  await page.goto(`${site.url}d/rate-limiter/?${CALM}`)
  await page.locator('.stage[data-live="true"]').waitFor()
  expect(await axeIn(page, colorScheme)).toEqual([])
  await box(page, 'redis').click()
  await page.locator('.inspector-head').waitFor()
  expect(await axeIn(page, colorScheme)).toEqual([])
  await page.locator('.inspector').getByRole('button', { name: 'Close' }).click()
  await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset['id'])).toBe('redis')
})
