/** PostgreSQL in the page: its tables, its prompt, the ledger as T-accounts, and the SQL of a request. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { axe, browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

const box = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`)
const count = async (page: Page, table: string) => {
  const answer = await ask(page, `SELECT count(*) AS n FROM ${table}`)
  return Number(/^\d+$/m.exec(answer)?.[0])
}

/** Types a statement and gives what is printed. */
async function ask(page: Page, statement: string): Promise<string> {
  const prompt = page.getByLabel('sql>')
  const answers = page.locator('.prompt-answer')
  const before = await answers.count()
  await prompt.fill(statement)
  await prompt.press('Enter')
  await expect.poll(() => answers.count()).toBe(before + 1)
  return answers.last().innerText()
}

test('a run’s tables can be watched, asked and, if one insists, written to', async () => {
  const { page } = await browser.newPage()
  await page.goto(`${site.url}d/payments/?scenario=steady&seed=7`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByLabel('Speed').selectOption('10')
  await expect.poll(() => page.getByTestId('time').innerText()).toMatch(/0:0[2-9]/)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await box(page, 'ledger').click()
  const accounts = page.getByRole('region', { name: 'Ledger as T-accounts' })
  await accounts.waitFor()
  expect(await accounts.innerText()).toMatch(/EUR debits − credits = 0\.00/)
  expect(await accounts.locator('.t-account').count()).toBeGreaterThan(5)
  expect(await axe(page)).toEqual([])

  await page.getByRole('button', { name: 'payments', exact: true }).click()
  await page.getByRole('region', { name: 'Rows of payments' }).waitFor()
  expect(await count(page, 'payments')).toBeGreaterThan(10)
  expect(await ask(page, 'SELEC')).toMatch(/ERROR 42601/)
  expect(await page.locator('.prompt-failed').count()).toBe(1)
  expect(await ask(page, '\\dt')).toMatch(/^payments$/m)
  expect(await ask(page, 'help')).toMatch(/\\d <table>[^]*earlier lines/)
  expect(await ask(page, 'SELECT 7 AS n FROM pg_sleep(60)')).toMatch(/^7$/m)
  expect(await ask(page, 'DELETE FROM outbox')).toMatch(/ERROR 25006: .*read-only/)
  await page.getByText('Nothing was written: lines may not write yet.').waitFor()
  expect(page.url()).not.toContain('do=sql')
  // What is long has room in a wide drawer, which stays so.
  const width = () => page.locator('.inspector').evaluate((each) => each.getBoundingClientRect().width)
  await page.getByRole('button', { name: 'Wide inspector' }).click()
  expect(await width()).toBeGreaterThan(700)
  expect(await axe(page)).toEqual([])

  await page.getByLabel(/^lines may write/).check()
  expect(await ask(page, `UPDATE entries SET amount = 1`)).toMatch(/append-only/)
  expect(await ask(page, `UPDATE payments SET card = 'x' WHERE state = 'pending'`)).toMatch(
    /UPDATE|legal_transition|ERROR/,
  )
  await expect.poll(() => page.url()).toContain('do=sql:ledger=')
})

test('the store beside it shows Redis and the table it shares', async () => {
  const { page } = await browser.newPage()
  await page.goto(`${site.url}d/payments/?scenario=steady&seed=7&duration=1500`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByLabel('Speed').selectOption('100')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('button', { name: 'Replay', exact: true }).waitFor()
  await box(page, 'keys').click()
  await page.locator('.store-open').first().waitFor()
  expect(await page.getByRole('region', { name: 'Rows of idempotency_keys' }).innerText()).toContain('answered')
})
