/** Whole visits, from the gallery to an answer: with the keyboard alone, and with a finger on a phone. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

/** What has the focus, as a screen reader would name it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement
    return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim()
  })

/** Presses Tab until something with this name has the focus. */
async function tabTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press(key)
    if (name.test(await focused(page))) return
  }
  throw new Error(`nothing named ${String(name)} can be reached with ${key}`)
}

test('with the keyboard alone: from the gallery to a violated claim and the request that is to blame', async () => {
  const { page } = await browser.newPage()
  await page.goto(site.url)
  await tabTo(page, /^To the diagrams$/)
  await page.keyboard.press('Enter')
  await tabTo(page, /^Open playground/)
  await page.keyboard.press('Enter')
  await page.locator('.stage[data-live="true"]').waitFor()
  // The walk of a first visit does not hold anybody up.
  await page.locator('.walk').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.walk').waitFor({ state: 'detached' })

  const card = page.locator('.claim').filter({ hasText: 'A shadow cache when Redis is gone' })
  await card.locator('summary').focus()
  await page.keyboard.press('Enter')
  await tabTo(page, /^Same run, safeguard off: A shadow cache/)
  await page.keyboard.press('Enter')
  await page.locator('.stopped').waitFor()
  // The evidence is open, with the way of the guilty request lit up; it can be left again.
  await page
    .locator('.evidence')
    .getByText(/admitted [\d,]+/)
    .first()
    .waitFor()
  await tabTo(page, /^Go on$/)
  expect(await page.locator('.box-guilty').count()).toBeGreaterThan(0)
  await page.keyboard.press('Escape')
  expect(await page.locator('.box-guilty').count()).toBe(0)

  // The whole state of the run as a table, for those who do not see the picture.
  expect(await page.getByRole('table').filter({ hasText: 'API Gateway' }).count()).toBeGreaterThan(0)
})

test('with a finger on a phone: play, break Redis, heal it, share', async () => {
  const { page } = await browser.newPage({ width: 375, height: 812, isTouch: true })
  await page.goto(site.url)
  const open = page.getByRole('link', { name: /^Open playground/ }).first()
  await open.scrollIntoViewIfNeeded()
  await open.tap()
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.locator('.walk').getByRole('button', { name: 'Skip' }).tap()
  await page.locator('.playground-transport').getByRole('button', { name: 'Play', exact: true }).tap()
  await expect.poll(() => page.getByTestId('figure-gateway').innerText()).toMatch(/p95/)
  await page.locator('.react-flow__node[data-id="redis"]').tap()
  const sheet = page.locator('.inspector')
  await sheet.getByRole('button', { name: 'Freeze', exact: true }).tap()
  await expect.poll(() => page.getByTestId('figure-shadow').innerText()).toMatch(/deciding/)
  await sheet.getByRole('button', { name: 'Heal', exact: true }).tap()
  await sheet.getByRole('button', { name: 'Close' }).tap()
  await expect.poll(() => page.getByTestId('figure-shadow').innerText()).toMatch(/standing by/)
  await expect.poll(() => page.url()).toMatch(/do=freeze:redis@.*do=heal:redis@/)
  // Everything that a finger must hit is large enough (WCAG 2.2, 2.5.8), and nothing sticks out.
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, a[href], select, summary, input')]
      .filter((element) => element.checkVisibility())
      // Those are for the keyboard, and not there before it comes to them.
      .filter((element) => element.closest('.skip-links') === null)
      // Whoever hits the label hits what it names.
      .map((element) => element.closest('label') ?? element)
      .map((element) => ({ name: element.textContent?.trim().slice(0, 30), box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.height > 0 && (box.width < 24 || box.height < 24))
      .map(({ name, box }) => `${name} ${Math.round(box.width)}×${Math.round(box.height)}`),
  )
  expect(small.filter((each) => !/^React Flow|^architecture|^boxes/.test(each))).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
})
