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

const VIOLATED = 'scenario=redis-hangs&seed=7&without=shadow-cache&do=rate:clients=900@0'

test('what to do with a violation: watch it slowly, hand it on, and run it with the safeguard', async () => {
  const { page } = await opened(`d/rate-limiter/?${VIOLATED}`)
  await page.getByLabel('Speed').selectOption('10')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  const evidence = page.locator('.evidence')
  await evidence.locator('.beat').nth(2).waitFor()
  expect(await evidence.locator('.beat').first().innerText()).toContain('Redis froze')
  expect(await evidence.locator('.beat-line-marked').innerText()).toContain("without('shadow-cache')")
  // Whoever follows the request sees why it is the guilty one, and what was decided without opening anything.
  await evidence.getByRole('button', { name: 'Follow it' }).click()
  await expect.poll(() => page.locator('.request-panel').innerText()).toContain('source fail-open')
  expect(await page.locator('.request-why').innerText()).toMatch(/at most 150/)
  await page.getByRole('button', { name: '‹ Back' }).click()

  const at = await page.getByTestId('time').innerText()
  await evidence.getByRole('button', { name: /^Watch the last 200 ms/ }).click()
  await evidence.getByRole('button', { name: 'Watching slowly…' }).waitFor()
  expect(await page.getByTestId('time').innerText()).not.toBe(at)
  await evidence.getByRole('button', { name: /^Watch the last 200 ms/ }).waitFor()
  await expect.poll(() => page.getByTestId('time').innerText()).toBe(at)

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await evidence.getByRole('button', { name: 'Share this moment' }).click()
  await evidence.getByRole('button', { name: 'Link copied' }).waitFor()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link).toMatch(/&at=3\d{3}(\.\d)?&request=\d+$/)
  expect(await axe(page)).toEqual([])

  // The link leads to the same moment, standing, with the same story; the title says which.
  const { page: other } = await browser.newPage()
  await other.goto(link)
  await other.locator('.evidence .beat').nth(2).waitFor()
  expect(await other.getByTestId('time').innerText()).toBe(at)
  expect(await other.title()).toContain(`Redis hangs · ${at}`)

  await evidence.getByRole('button', { name: 'Same run, safeguard on' }).click()
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
  expect(await page.locator('.evidence').count()).toBe(0)
  await expect.poll(() => page.url()).not.toContain('without=')
  expect(page.url()).toContain('rate:clients=900')
})

test('a link with a selection, and one that does not fit', async () => {
  const { page } = await opened(
    'd/rate-limiter/?scenario=steady&seed=7&do=rate:clients=300@0&at=0.5s&select=gateway~redis',
  )
  await expect.poll(() => page.getByTestId('time').innerText()).toBe('00:00.500')
  expect(await page.locator('.inspector h2').first().innerText()).toContain('API Gateway → Redis')
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  const { page: wrong } = await opened('d/rate-limiter/?at=soon&select=moon')
  expect(await wrong.locator('.notices').innerText()).toMatch(
    /“at” is a time from 0[^]*“select” names a box or an arrow/,
  )
})

test('Back takes back an act, Forward does it again, Ctrl+Z takes the last act back', async () => {
  const calm = 'scenario=steady&seed=7&duration=2000&do=rate:clients=300@0&do=rate:abuser=50@0'
  const { page } = await opened(`d/rate-limiter/?${calm}`)
  const acts = () => new URL(page.url()).searchParams.getAll('do').length
  await page.locator('.react-flow__node[data-id="orders"]').click({ button: 'right' })
  const menu = page.getByRole('dialog', { name: /^Break it: Orders/ })
  await menu
    .getByRole('button', { name: /^Crash/ })
    .first()
    .click()
  await expect.poll(acts).toBe(3)
  const badge = page.locator('.react-flow__node[data-id="orders"] .badge')
  await badge.waitFor()
  await page.goBack()
  await badge.waitFor({ state: 'detached' })
  expect(acts()).toBe(2)
  await page.goForward()
  await expect.poll(acts).toBe(3)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await badge.waitFor()
  await page.locator('body').press('Control+z')
  await page.locator('.notices', { hasText: 'Taken back: crash orders' }).waitFor()
  await expect.poll(acts).toBe(2)
})
