/** A violation on the page: its three beats, what to do with it, and links to its moment. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { axe, browserOfFile, siteUrl } from './browser'

const url = siteUrl()
const browser = browserOfFile()

/** A page of the site whose engine is there. */
async function opened(path: string) {
  const watched = await browser.newPage()
  await watched.page.goto(`${url}${path}`)
  await watched.page.locator('.stage[data-live="true"]').waitFor()
  return watched
}

const ended = (page: Page) => page.getByRole('button', { name: 'Replay', exact: true }).waitFor()

test('a claim is shown both ways, with evidence', async () => {
  const { page } = await opened('d/rate-limiter/')
  const card = page.locator('.claim', { hasText: 'One script decides' })
  await page.getByLabel('Speed').selectOption('100')
  await card.locator('summary').click()
  await card.getByRole('button', { name: /^Run it/ }).click()
  await ended(page)
  expect(await page.getByTestId('verdict-atomic-lua-with').innerText()).toContain('holds')
  await card.getByRole('button', { name: /safeguard off/i }).click()
  const evidence = page.locator('.evidence')
  await evidence.waitFor()
  // The card has closed: what it covers is what there is to see now.
  await card.locator('details:not([open])').waitFor()
  await card.locator('summary').click()
  expect(await page.getByTestId('verdict-atomic-lua-without').innerText()).toContain('violated')
  // What led there, what the code did with the line that decided, and where one sees it, with its figure.
  await expect.poll(() => evidence.locator('.beat').count()).toBe(3)
  expect(await evidence.locator('.beat-line-marked').innerText()).toContain('client.pipeline(reads)')
  expect(await evidence.locator('.measure-value').innerText()).toMatch(/\d+ recorded/)
  await evidence.getByRole('button', { name: 'Compare with an ordinary request' }).click()
  expect(await evidence.locator('.beside-parting').innerText()).not.toBe('')
  await expect.poll(() => evidence.locator('.waterfall > li').count()).toBeGreaterThan(1)
  expect(await page.locator('.box-guilty').count()).toBeGreaterThan(0)
  expect(await axe(page)).toEqual([])
  await evidence.getByRole('button', { name: 'Go on' }).click()
  await ended(page)
})
