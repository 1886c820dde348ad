/** Kafka in the page: the cluster on the stage, its inspector, its console, a request across the log, and PostgreSQL only when it is run. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { axe, browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

/** Little load: what is looked at does not depend on how much of it there is. */
const CALM = 'seed=7&do=rate:orders=40@0&do=rate:catalog=30@0&do=rate:users=20@0'
const POSTGRES = /pglite|initdb/

const box = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`)
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' })
const chip = (page: Page, name: string) => inspector(page).getByRole('button', { name, exact: true }).click()
const region = (page: Page, name: string | RegExp) => page.getByRole('region', { name })

async function play(page: Page, query: string, until: RegExp): Promise<void> {
  await page.goto(`${site.url}d/events/?${query}`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByLabel('Speed').selectOption('10')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(() => page.getByTestId('time').innerText()).toMatch(until)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
}

test('merely to open the page, its frame or the gallery fetches no PostgreSQL; to play does', async () => {
  const { page } = await browser.newPage()
  const fetched: string[] = []
  page.on('request', (request) => fetched.push(request.url()))
  for (const address of ['', 'embed/events/', 'd/events/']) {
    await page.goto(site.url + address)
    await page.waitForLoadState('networkidle')
  }
  await page.locator('.stage[data-live="true"]').waitFor()
  expect(fetched.some((url) => url.includes('engine.worker'))).toBe(true)
  expect(fetched.filter((url) => POSTGRES.test(url))).toEqual([])
  // Beside the walk, which offers the same.
  await page.getByRole('button', { name: 'Play', exact: true }).first().click()
  await expect.poll(() => fetched.filter((url) => POSTGRES.test(url)).length).toBeGreaterThan(0)
})

test('an expert finds topics, groups, records, bytes and schemas, and a request across the log', async () => {
  const { page } = await browser.newPage()
  await play(page, `scenario=incompatible-deploy&${CALM}`, /0:0[6-9]|0:1/)
  // The body of the cluster, on the stage.
  const body = box(page, 'kafka').locator('.body')
  expect(await body.innerText()).toMatch(/broker 0\s+leads 6[\s\S]+orders\.v1\s+A\s?\d+\s+B\s?\d+\s+C\s?\d+/)
  expect(await body.locator('.body-keeper').count()).toBe(18)
  // Rebalances are bands on the time axis.
  await page.locator('.timeline-more').click()
  expect(await page.getByRole('list', { name: 'States' }).innerText()).toMatch(/Search indexer\s*: 2 Stable/)
  await page.locator('.timeline-more').click()

  await box(page, 'kafka').click()
  await chip(page, 'orders.v1')
  await expect.poll(() => inspector(page).locator('.lane').count()).toBe(6)
  const lane = inspector(page).locator('.lane').first()
  expect(await lane.innerText()).toMatch(/0 · leader \d · ISR \d, \d, \d/)
  expect(await lane.innerText()).toMatch(/log start.* @ 0/)
  expect(await lane.innerText()).toMatch(/high watermark/)
  expect(await lane.innerText()).toMatch(/warehouse: lag \d+/)

  await chip(page, 'Partitions')
  await inspector(page).getByRole('button', { name: 'orders.v1-1', exact: true }).click()
  await region(page, 'Records of orders.v1-1').locator('.store-open').first().click()
  const record = region(page, /^The record orders\.v1-1@/)
  await expect.poll(() => record.innerText()).toMatch(/value\.state\s+"[A-Z]+"/)
  expect(await record.innerText()).toMatch(/header traceparent\s+00-0{20}/)
  await record.getByRole('button', { name: 'batch', exact: true }).click()
  const batch = region(page, /byte by byte$/)
  await expect.poll(() => batch.innerText()).toMatch(/CRC32C/)
  expect(await axe(page)).toEqual([])

  await chip(page, 'Groups')
  await region(page, 'Groups').getByRole('button', { name: 'notifications', exact: true }).click()
  const owners = region(page, 'Group notifications: who owns what')
  await expect.poll(() => owners.innerText()).toMatch(/orders\.v1-5\s+notifications\/\d/)
  expect(await verdictOf(page)).toMatch(/refused 2, field 'total': /)

  // The console reads on the side; what it produces is an act of the run.
  const answers = page.locator('.prompt-answer')
  const ask = async (line: string) => {
    const before = await answers.count()
    await page.getByLabel('kafka>').fill(line)
    await page.getByLabel('kafka>').press('Enter')
    await expect.poll(() => answers.count()).toBe(before + 1)
    return answers.last().innerText()
  }
  expect(await ask('consume users.v1')).toMatch(/u\d+/)
  expect(page.url()).not.toContain('do=console')
  expect(await ask('nonsense')).toMatch(/unknown command/)
  await page.getByLabel(/^lines may write/).check()
  // One of the six is led by the broker that is asked.
  for (let partition = 0; partition < 6; partition++) {
    if (!/NOT_LEADER/.test(await ask(`produce orders.v1 o1:hello --partition ${partition}`))) break
  }
  await expect.poll(() => page.url()).toMatch(/do=console:kafka/)

  // From a fact of the order service to the waterfall of its request.
  await box(page, 'orders').click()
  await page.getByRole('tab', { name: 'Code' }).click()
  await chip(page, 'order-v1.avsc')
  expect(await inspector(page).locator('.code').innerText()).toContain('"type": "record"')
  await page.getByRole('tab', { name: 'Facts' }).click()
  await inspector(page)
    .getByRole('button', { name: /^request \d+/ })
    .last()
    .click()
  const waterfall = inspector(page).locator('.waterfall')
  await expect.poll(() => waterfall.innerText()).toMatch(/Kafka cluster[\s\S]*Produce orders\.v1-\d/)
})

/** What the registry said last about the orders, asked of the broker that leads it. */
async function verdictOf(page: Page): Promise<string> {
  for (const broker of ['#0', '#1', '#2']) {
    await chip(page, broker)
    await chip(page, 'Schemas')
    await inspector(page).getByRole('button', { name: 'orders.v1-value', exact: true }).click()
    await region(page, 'Versions of orders.v1-value').waitFor()
    const text = await inspector(page).innerText()
    const verdict = /last verdict: .*/.exec(text)
    if (verdict !== null) return verdict[0]
  }
  return ''
}

test('dead letters are replayed one by one, documents are searched, rows are asked for', async () => {
  const { page } = await browser.newPage()
  await play(page, `scenario=poison-bytes&${CALM}`, /0:0[4-9]|0:1/)
  await box(page, 'replay').click()
  const letters = region(page, 'Dead letters')
  await expect.poll(() => letters.innerText()).toMatch(/undecodable/)
  expect(await axe(page)).toEqual([])
  await letters.getByRole('button', { name: 'Replay this one' }).first().click()
  await expect.poll(() => page.url()).toContain('do=replay-one:replay=')
  await inspector(page).getByRole('button', { name: 'Replay all' }).click()
  await expect.poll(() => page.url()).toMatch(/do=replay:replay@/)

  await box(page, 'search').click()
  await page.getByLabel('search>').fill('Lisbon')
  await page.getByLabel('search>').press('Enter')
  await expect.poll(() => page.locator('.prompt-answer').last().innerText()).toMatch(/Customer u\d+ — Lisbon/)

  await box(page, 'warehouse').click()
  await page.getByLabel('sql>').fill('SELECT sum(events) > 20 AS enough FROM event_counts')
  await page.getByLabel('sql>').press('Enter')
  await expect.poll(() => page.locator('.prompt-answer').last().innerText()).toMatch(/^t(rue)?$/m)
  expect(await axe(page)).toEqual([])
})
