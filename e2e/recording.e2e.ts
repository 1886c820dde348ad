/** A recording of a run on a real Redis plays in a browser that has none: dropped on the page, or named by the address. */
import { buffer } from 'node:stream/consumers'
import { gunzipSync, gzipSync, strFromU8, strToU8 } from 'fflate'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { runLive } from '~/host/live/run-live'
import { writeRecording } from '~/host/recording/recording-file'
import { startRealServer } from '~/infra/redis/testing/real-server'
import { parseAction } from '~/kernel/action'
import { runOf } from '~/kernel/run'
import { vocabularyOf } from '~/kernel/simulation'
import limiter from '~simulations/rate-limiter/index'
import { axe, browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

let recorded: { readonly bytes: Uint8Array; readonly traceHash: string; readonly events: number }

beforeAll(async () => {
  const redis = await startRealServer()
  try {
    const actions = ['rate:clients=200@0', 'rate:abuser=120@0'].map((text) => parseAction(text, vocabularyOf(limiter)))
    const run = runOf('rate-limiter', { scenario: 'steady', durationMs: 2_000, settleMs: 1_000, actions })
    const report = await runLive(limiter, run, { stores: [{ kind: 'redis', url: redis.url, isDisposable: true }] })
    const { traceHash, events } = report
    recorded = { bytes: writeRecording(report.recording), traceHash, events }
  } finally {
    await redis.stop()
  }
}, 120_000)

/** Drops a file somewhere on the page, as from the desktop. */
async function drop(page: Page, bytes: Uint8Array, name = 'run.recording.gz'): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([text, fileName]) => {
      const data = new DataTransfer()
      data.items.add(new File([Uint8Array.from(atob(text!), (each) => each.charCodeAt(0))], fileName!))
      return data
    },
    [Buffer.from(bytes).toString('base64'), name],
  )
  await page.dispatchEvent('h1', 'drop', { dataTransfer: transfer })
}

const live = (page: Page) => page.locator('.stage[data-live="true"]').waitFor()

async function playToTheEnd(page: Page): Promise<void> {
  await page.getByLabel('Speed').selectOption('100')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('button', { name: 'Replay', exact: true }).waitFor()
}

test('dropped on the gallery, it plays to the hash that it was recorded with, and is taken away again to the byte', async () => {
  const { page } = await browser.newPage()
  await page.goto(site.url)
  await page.locator('h1').waitFor()
  await drop(page, recorded.bytes)
  await page.waitForURL('**/d/rate-limiter/?recording=dropped')
  await live(page)
  await playToTheEnd(page)
  expect(await page.getByTestId('hash').innerText()).toBe(recorded.traceHash)
  expect((await page.getByTestId('events').innerText()).replaceAll(',', '')).toBe(String(recorded.events))
  await page.locator('.recorded > summary').click()
  const sheet = page.locator('.recorded-sheet')
  expect(await sheet.innerText()).toMatch(/Redis|Valkey/)
  expect(await sheet.innerText()).toMatch(/Nothing can be done to a recording/)
  expect(await axe(page, {})).toEqual([])
  await page.keyboard.press('Escape')
  await page.locator('.export summary').click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /^Recording/ }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/\.recording\.gz$/)
  expect(Buffer.compare(await buffer(await file.createReadStream()), Buffer.from(recorded.bytes))).toBe(0)
  await page.reload()
  await live(page)
  await page.locator('.recorded > summary').waitFor()
})

test('named by the address, it can be scrubbed and not be changed, in the page and in a frame', async () => {
  const { page } = await browser.newPage()
  await page.route(isFile('/files/run.gz'), (route) => route.fulfill({ body: Buffer.from(recorded.bytes) }))
  await page.goto(`${site.url}d/rate-limiter/?recording=/files/run.gz`)
  await live(page)
  await playToTheEnd(page)
  await page.keyboard.press('Home')
  await page.locator('.react-flow__node[data-id="redis"]').click({ button: 'right' })
  await page.getByRole('dialog').getByText('Nothing can be done to a recording').waitFor()
  expect(await page.getByRole('dialog').getByRole('button').count()).toBe(1)
  await page.goto(`${site.url}embed/rate-limiter/?recording=/files/run.gz`)
  await page
    .getByRole('button', { name: /Run|Play/ })
    .first()
    .click()
  await page.locator('.recorded > summary').waitFor()
})

test('it is compared with the engine and with runs without a safeguard, and taken away in every form', async () => {
  const { page } = await browser.newPage({ width: 1440, height: 900 })
  await page.route(isFile('/files/run.gz'), (route) => route.fulfill({ body: Buffer.from(recorded.bytes) }))
  await page.goto(`${site.url}d/rate-limiter/?recording=/files/run.gz`)
  await live(page)
  await playToTheEnd(page)
  await page.locator('.timeline-more').click()
  const choice = page.locator('.compare-head select')
  for (const value of ['engine', 'claim:shadow-cache']) {
    await choice.selectOption(value)
    await page.locator('.ghost path').first().waitFor()
    await page.locator('.compare-alike').waitFor()
    await choice.selectOption('')
  }
  await page.locator('.export summary').click()
  const names = await page.locator('.export-menu li button > span:first-child').allInnerTexts()
  expect(names).toEqual(
    expect.arrayContaining(['Recording', 'Trace as NDJSON', 'Trace for OpenTelemetry', 'Animated GIF']),
  )
  for (const name of names.filter((each) => !each.startsWith('Print'))) {
    const download = page.waitForEvent('download')
    await page
      .locator('.export-menu')
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .click()
    expect((await buffer(await (await download).createReadStream())).length, name).toBeGreaterThan(500)
  }
})

test.each([
  ['no recording', () => strToU8('hello'), /was not opened: .*(cannot be read|cut off)/],
  ['of another site', () => changed('"format":"boxes-and-arrows', '"format":"other'), /no recording: format/],
])('dropped, a file that is %s is turned away with its reason', async (_, bytes, why) => {
  const { page } = await browser.newPage()
  await page.goto(`${site.url}d/rate-limiter/`)
  await live(page)
  await drop(page, bytes(), '<img src=x onerror=alert(1)>.gz')
  const alert = page.locator('.recording-problem')
  await alert.waitFor()
  expect(await alert.innerText()).toMatch(why)
  expect(page.url()).not.toContain('recording=')
})

test('what cannot be played says so, and offers the diagram without it', async () => {
  const { page } = await browser.newPage()
  await page.route(isFile('/files/cut.gz'), (route) => route.fulfill({ body: Buffer.from(changed(/\n.*\n$/, '\n')) }))
  await page.goto(`${site.url}d/rate-limiter/?recording=/files/cut.gz`)
  await page.getByRole('heading', { name: 'This recording cannot be played' }).waitFor()
  await page.getByText('The recording is cut off').waitFor()
  await page.goto(`${site.url}d/rate-limiter/?recording=https://other.example/a.gz`)
  await page.getByText(/A recording is a file of the same site/).waitFor()
  await page.getByRole('link', { name: 'Open the diagram without it' }).click()
  await live(page)
})

/** The file itself, not a page whose address names it. */
const isFile = (path: string) => (url: URL) => url.pathname === path

/** The file with its text changed. */
function changed(what: string | RegExp, into: string): Uint8Array {
  return gzipSync(strToU8(strFromU8(gunzipSync(recorded.bytes)).replace(what, into)))
}
