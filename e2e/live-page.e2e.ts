/**
 * The page of a live run on somebody's own server: what cannot be done there is shown with the reason before anybody presses, and one press
 * compares the run with the engine's.
 */
import { expect, onTestFinished, test } from 'vitest'
import { startRealServer } from '~/infra/redis/testing/real-server'
import { parseAction } from '~/kernel/action'
import { runOf } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import { vocabularyOf } from '~/kernel/simulation'
import limiter from '~simulations/rate-limiter/index'
import { axe, browserOfFile } from './browser'
import { startLive } from './live-command'

const browser = browserOfFile()

test('what a server of one’s own is spared is said beforehand; both worlds are compared by one press', async () => {
  const redis = await startRealServer()
  onTestFinished(redis.stop)
  const { said, url } = await startLive('--redis', redis.url)
  const { page } = await browser.newPage()
  await page.goto(said.address)
  await page.waitForFunction(() => sessionStorage.getItem('boxes-live-key') !== null)
  const actions = ['rate:clients=60@0', 'rate:abuser=20@0'].map((text) => parseAction(text, vocabularyOf(limiter)))
  const settings = { redisTimeoutMs: '500' }
  const run = {
    ...runOf('rate-limiter', { scenario: 'steady', settings }),
    actions: [...actions, parseAction('freeze:redis@1500-1600', vocabularyOf(limiter))],
    durationMs: 2_000,
    settleMs: 500,
  }
  await page.goto(`${url}d/rate-limiter/?${formatRunQuery(run)}`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByText('1× live').waitFor()
  expect(await page.getByLabel('Speed').count()).toBe(0)

  await page.locator('.react-flow__node[data-id="redis"]').click({ button: 'right' })
  const menu = page.getByRole('dialog', { name: 'Break it: Redis' })
  expect(await menu.getByRole('button', { name: /Crash/ }).isDisabled()).toBe(true)
  expect(await menu.getByRole('button', { name: /Slow down/ }).isDisabled()).toBe(false)
  await menu.getByText(/Crash, Freeze: This server is your own/).waitFor()
  await menu.locator('.box-menu-more').click()
  const refused = menu.locator('.break-item').filter({ hasText: 'SCRIPT FLUSH' })
  expect(await refused.getByRole('button').isDisabled()).toBe(true)
  await refused.getByText(/not started for this run/).waitFor()
  expect(await axe(page, {})).toEqual([])
  await page.keyboard.press('Escape')

  // What cannot be done to one instance alone is said when that instance is chosen.
  await page.locator('.react-flow__edge[data-id="gateway~redis"]').click({ button: 'right', force: true })
  const arrow = page.getByRole('dialog', { name: 'Break it: API Gateway → Redis' })
  await arrow.locator('.box-menu-more').click()
  const delay = arrow.locator('.break-item').filter({ hasText: 'Add latency' }).getByRole('button')
  expect(await delay.isDisabled()).toBe(false)
  await arrow.locator('label').filter({ hasText: /^at/ }).locator('select').selectOption('1')
  await arrow
    .locator('.break-item')
    .filter({ hasText: /connection to the real server in common/ })
    .first()
    .waitFor()
  expect(await delay.isDisabled()).toBe(true)
  await page.keyboard.press('Escape')

  await page.locator('.react-flow__node[data-id="redis"]').click()
  const line = page.locator('.prompt-line input').first()
  await line.fill('SET a 1')
  await line.press('Enter')
  await page.getByText('Nothing was written: this prompt only reads.').waitFor()
  await page.getByText(/^Redis \d.*, a real server$/).waitFor()

  await page.locator('.live-entry > summary').click()
  const sheet = page.locator('.live-sheet')
  await sheet.getByText(/Is not done to the real servers. This server is your own/).waitFor()
  await sheet.getByText(/^Freeze: Redis at 1.50 s/).waitFor()
  await page.getByRole('button', { name: 'Compare both worlds' }).click()
  const worlds = page.getByRole('region', { name: 'The engine and the live stores' })
  await worlds.locator('.worlds-sum').waitFor()
  expect(await worlds.locator('.worlds-sum').innerText()).toMatch(/verdicts? .*(agree with|differs? on) (Redis|Valkey)/)
  expect(await worlds.getByRole('table').count()).toBe(3)
  expect(await worlds.getByRole('row', { name: /API Gateway → Redis real|real/ }).count()).toBeGreaterThan(0)
  // Both lie on one axis: the engine's is dashed.
  await page.locator('.ghost path').first().waitFor()
  expect(await axe(page, {})).toEqual([])
})

test('a page whose address was typed is told that it was not let in, and how it would be; its runs go on in it', async () => {
  const redis = await startRealServer()
  onTestFinished(redis.stop)
  const { url } = await startLive('--redis', redis.url)
  const { page } = await browser.newPage()
  await page.goto(`${url}d/rate-limiter/`)
  await page.locator('.stage:not([data-live="true"])').waitFor()
  await page.locator('.live-entry summary').click()
  await page.getByText(/has not let this page in.*press Enter in its terminal/).waitFor()
  expect(await axe(page, {})).toEqual([])
})
