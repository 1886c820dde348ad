/** What can be taken away from a run, on the built site: pictures, a film, the summary and the trace. */
import { buffer } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

async function openPlayed(): Promise<Page> {
  const { page } = await browser.newPage()
  await page.goto(
    `${site.url}d/rate-limiter/?scenario=steady&seed=7&duration=600&do=rate:clients=100@0&do=rate:abuser=20@0`,
  )
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByLabel('Speed').selectOption('100')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('button', { name: 'Replay', exact: true }).waitFor()
  await page.locator('.export summary').click()
  return page
}

async function take(page: Page, name: string): Promise<Buffer> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).click()
  // The browser may be another process's: its files are not at hand, what is in them is.
  return buffer(await (await download).createReadStream())
}

describe('export', () => {
  test('is closed by Escape, wherever the focus is, and by pointing elsewhere', async () => {
    const page = await openPlayed()
    const offers = page.getByRole('button', { name: 'Diagram as SVG' })
    await offers.waitFor()
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await page.keyboard.press('Escape')
    await offers.waitFor({ state: 'hidden' })
    await page.locator('.export summary').click()
    await offers.waitFor()
    await page.locator('h1').click()
    await offers.waitFor({ state: 'hidden' })
  })

  test('gives the diagram as SVG and PNG, and a film that is the same each time', async () => {
    const page = await openPlayed()
    expect((await take(page, 'Diagram as SVG')).toString()).toMatch(/^<svg [^>]+>.*seed 7.*<\/svg>$/s)
    expect((await take(page, 'Diagram as PNG')).subarray(1, 4).toString()).toBe('PNG')
    const film = await take(page, 'Animated GIF')
    expect(film.subarray(0, 6).toString()).toBe('GIF89a')
    expect(Buffer.compare(film, await take(page, 'Animated GIF'))).toBe(0)
  })

  test('gives the summary and the trace, with the hash on the screen', async () => {
    const page = await openPlayed()
    const hash = await page.getByTestId('hash').innerText()
    const events = Number((await page.getByTestId('events').innerText()).replaceAll(',', ''))
    const summary = JSON.parse((await take(page, 'Summary as JSON')).toString()) as Record<string, unknown>
    expect(summary).toMatchObject({ traceHash: hash, events, ended: true })
    expect(summary['link']).toContain('scenario=steady&seed=7')
    const lines = (await take(page, 'Trace as NDJSON')).toString().trimEnd().split('\n')
    expect(lines.length).toBe(events)
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ n: events, kind: 'phase', key: 'end' })
    const chrome = JSON.parse((await take(page, 'Trace for Perfetto')).toString()) as { traceEvents: unknown[] }
    expect(chrome.traceEvents.length).toBeGreaterThan(100)
  })
})
