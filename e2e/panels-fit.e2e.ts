/** What a box offers fits where it is shown: beside the diagram, and in the low sheet of a phone. */
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { browserOfFile, siteUrl, type PageOptions } from './browser'

const browser = browserOfFile()

/** A paused run of the marketplace with some blocks, and the chain selected. */
async function openChain(options: PageOptions, moment = 'set=blockMs:1 s&at=5000'): Promise<Page> {
  const { page } = await browser.newPage(options)
  await page.goto(`${siteUrl()}d/nft-marketplace/?seed=42&${moment}&select=chain`)
  await page.getByText(/^block \d+ is the last/).waitFor()
  return page
}

const choose = (page: Page, panel: string) =>
  page.locator('.inspector').getByRole('button', { name: panel, exact: true }).click()

/** How far the column ends beyond the edge of what is seen of its table. */
function beyondEdge(page: Page, column: string): Promise<number> {
  return page.locator('.inspector .table-scroll').evaluate((table, name) => {
    const head = [...table.querySelectorAll('th')].find(({ textContent }) => textContent === name)!
    return head.getBoundingClientRect().right - table.getBoundingClientRect().right
  }, column)
}

const heightOf = async (part: Locator) => (await part.boundingBox())!.height

test.each([
  ['Blocks', 'gas used'],
  ['Contracts', 'creator'],
  ['Codes', 'bytes'],
  ['Accounts', 'coins'],
])('beside the diagram the table of %s is seen up to its %s', async (panel, column) => {
  const page = await openChain({ width: 1440, height: 900 })
  await choose(page, panel)
  await page.locator('.inspector th').getByText(column, { exact: true }).waitFor()
  expect(await beyondEdge(page, column)).toBeLessThanOrEqual(0)
})

test('what is told of a transaction is told whole, without a scroll bar of its own', async () => {
  const page = await openChain({ width: 1440, height: 900 }, 'at=13000')
  await page.locator('.store-open').getByText('2', { exact: true }).click()
  await page.getByText(/^block 2 · .* · app hash/).waitFor()
  await page.locator('.store-open').first().click()
  await page.getByRole('cell', { name: 'signatures', exact: true }).waitFor()
  const table = page.locator('.inspector .table-scroll')
  expect(await table.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBeLessThanOrEqual(1)
})

test('the sheet of a phone moves as a whole: tabs and the way out stay, and the prompt lies over nothing', async () => {
  const page = await openChain({ width: 375, height: 812, isTouch: true })
  const sheet = page.locator('.inspector')
  await choose(page, 'Accounts')
  await page.getByText(/has left them/).waitFor()
  const prompt = sheet.locator('.prompt')
  const table = sheet.locator('.table-scroll')
  const gap = async () => (await prompt.boundingBox())!.y - (await table.boundingBox())!.y - (await heightOf(table))
  expect(await gap()).toBeGreaterThanOrEqual(0)

  await table.evaluate((part) => part.scrollIntoView())
  const tabs = (await sheet.locator('.tabs').boundingBox())!
  const { y: top, height } = (await sheet.boundingBox())!
  expect(tabs.y - top).toBeLessThanOrEqual(2)
  // All that is below the tabs is the table’s.
  expect((await table.boundingBox())!.y - top).toBeLessThan(60)
  expect(top + height - tabs.y - tabs.height).toBeGreaterThan(300)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
  await sheet.getByRole('button', { name: 'Close the inspector' }).tap()
  await sheet.waitFor({ state: 'detached' })
})

test('on a phone all that can be done about a violation is in one row', async () => {
  const { page } = await browser.newPage({ width: 375, height: 812, isTouch: true })
  await page.goto(`${siteUrl()}d/nft-marketplace/?seed=7&without=cache-by-height`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByRole('button', { name: 'Play', exact: true }).tap()
  const foot = page.locator('.evidence-foot')
  await foot.waitFor()
  expect(await heightOf(foot)).toBeLessThan(80)
  await foot.getByRole('button', { name: 'Go on' }).tap()
})
