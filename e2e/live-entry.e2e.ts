/** The Live entry: what it says where no live server has served the page, and what it tells of a run on a real one. */
import { expect, onTestFinished, test } from 'vitest'
import { RedisSocket } from '~/infra/redis/live/socket-node'
import { startRealServer } from '~/infra/redis/testing/real-server'
import { parseAction } from '~/kernel/action'
import { runOf } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import { vocabularyOf } from '~/kernel/simulation'
import limiter from '~simulations/rate-limiter/index'
import { axe, browserOfFile, siteUrl } from './browser'
import { startLive } from './live-command'

const browser = browserOfFile()

test('on a static site it says in two sentences how, and asks nothing of anybody', async () => {
  const { page } = await browser.newPage()
  const sockets: string[] = []
  page.on('websocket', (socket) => sockets.push(socket.url()))
  await page.goto(`${siteUrl()}d/rate-limiter/`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.locator('.live-entry > summary').click()
  const sheet = page.locator('.live-sheet')
  await sheet.getByText(/^Every run on this page stands on stores inside it\. To put your own servers/).waitFor()
  expect(await sheet.locator('pre').innerText()).toBe('npm run live -- --local')
  // Nothing of this page is called live.
  expect(await page.locator('.box-live').count()).toBe(0)
  expect(await sheet.getByText('What is real in this run').count()).toBe(0)
  expect(await axe(page, {})).toEqual([])
  await page.keyboard.press('Escape')
  await page.locator('.react-flow__edge[data-id="gateway~redis"]').click({ force: true })
  await page.getByText('over the simulated network', { exact: true }).waitFor()
  expect(sockets).toEqual([])
})

test('of a run on a real Redis it tells which box is real, which arrow is measured, what stays modelled, and what is there', async () => {
  const redis = await startRealServer()
  onTestFinished(redis.stop)
  const socket = new RedisSocket(redis.url)
  onTestFinished(() => socket.close())
  await socket.send([['SET', 'boxes:0badcafer1:left', '1'], ['SET', 'precious', '1']]) // prettier-ignore
  const { said, url } = await startLive('--redis', redis.url)
  const { page } = await browser.newPage()
  await page.goto(said.address)
  await page.waitForFunction(() => sessionStorage.getItem('boxes-live-key') !== null)
  const actions = ['rate:clients=60@0', 'rate:abuser=20@0'].map((text) => parseAction(text, vocabularyOf(limiter)))
  const settings = { redisTimeoutMs: '500', windowMs: '60000' }
  const run = { ...runOf('rate-limiter', { scenario: 'steady', settings }), actions, durationMs: 400_000 }
  await page.goto(`${url}d/rate-limiter/?${formatRunQuery(run)}`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByRole('button', { name: 'Play', exact: true }).click()

  // One box is live, and says so; the others are not.
  await page.locator('.react-flow__node[data-id="redis"] .box-live').waitFor()
  expect(await page.locator('.react-flow__node .box-live').count()).toBe(1)
  await page.locator('.react-flow__edge[data-id="gateway~redis"]').click({ force: true })
  await page.getByText('over a real connection, measured', { exact: true }).waitFor()
  await page.locator('.react-flow__edge[data-id="clients~gateway"]').click({ force: true })
  await page.getByText('over the simulated network', { exact: true }).waitFor()

  await page.locator('.live-entry > summary').click()
  const sheet = page.locator('.live-sheet')
  await sheet.getByText(/^Of ours there is now \d+ keys boxes:\w+r1:\*\.$/).waitFor()
  await sheet.getByText(/^1 key boxes:0badcafer1:\*\. If nobody plays it, this removes it:/).waitFor()
  expect(await sheet.innerText()).not.toContain('precious')
  await sheet.getByText('What is real in this run').click()
  const part = (term: string) =>
    sheet.locator('.this-run div').filter({ has: page.locator('dt', { hasText: new RegExp(`^${term}`) }) })
  await part('Real servers')
    .getByText(/^Redis: (Redis|Valkey) .*, yours$/)
    .waitFor()
  expect(await part('Measured').locator('li').allInnerTexts()).toEqual(['API Gateway → Redis'])
  const modelled = await part('Modelled').innerText()
  expect(modelled).toContain('API Gateway → Orders service')
  expect(modelled).toMatch(/median [\d.]+ ms/)
  expect(modelled).not.toContain('→ Redis')
  expect(await axe(page, {})).toEqual([])

  // And a fault of the way to it is done to the real connections.
  await sheet.getByRole('link', { name: 'What is real in any run' }).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.react-flow__edge[data-id="gateway~redis"]').click({ button: 'right', force: true })
  const menu = page.getByRole('dialog', { name: 'Break it: API Gateway → Redis' })
  await menu.locator('.box-menu-more').click()
  await menu.getByRole('button', { name: 'Reset connections' }).first().click()
  await expect.poll(() => page.getByTestId('figure-shadow').innerText()).toMatch(/deciding/)
})
