/** What comes out of a printer: one page with the diagram, its claims and verdicts, the guilty request, and the link as a QR code. */
import { expect, test } from 'vitest'
import { browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()
const RUN =
  'scenario=redis-hangs&seed=7&without=shadow-cache&do=rate:clients=900@0&do=rate:abuser=700@0&duration=5000&settle=1000'

test('a violation is printed on one page, from the menu and by the keys, and nothing of the tools with it', async () => {
  const { page } = await browser.newPage()
  const codes: string[] = []
  page.on('request', (request) => codes.push(request.url()))
  // Nobody is there to close the window of the printer.
  await page.addInitScript(() => {
    window.print = () => document.body.setAttribute('data-printed', 'true')
  })
  await page.goto(`${site.url}d/rate-limiter/?${RUN}&play=1`)
  await page.locator('.evidence .beat').nth(2).waitFor()
  expect(codes.filter((url) => url.includes('print-sheet'))).toEqual([])
  expect(await page.locator('.sheet').count()).toBe(0)

  await page.locator('.export > summary').click()
  await page.getByRole('button', { name: /^Print, or PDF/ }).click()
  await page.locator('body[data-printed]').waitFor()
  await page.emulateMedia({ media: 'print' })
  const sheet = page.locator('.sheet')
  expect(await sheet.isVisible()).toBe(true)
  const text = await sheet.innerText()
  for (const part of [
    'Distributed rate limiter',
    'A shadow cache when Redis is gone (switched off).',
    '1 of 10 invariants violated',
    '✕ overshoot ≤ 1.5× without Redis, at 00:03.3',
    'Redis froze.',
  ])
    expect(text).toContain(part)
  expect(text).toMatch(/request [\d,]+/)
  expect(text).toMatch(/\/d\/rate-limiter\/\?v=1&scenario=redis-hangs&seed=7.*&at=3\d{3}/)
  expect(await sheet.locator('.sheet-code path').getAttribute('d')).toMatch(/^M4,4h1v1h-1z/)
  expect(
    await sheet.locator('.sheet-picture').evaluate((each) => (each as HTMLImageElement).naturalWidth),
  ).toBeGreaterThan(500)
  for (const tool of ['.playground-header', '.stage', '.timeline', '.inspector'])
    expect(await page.locator(tool).isVisible()).toBe(false)
  const pdf = await page.pdf({ format: 'A4' })
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)

  // After printing the page is as it was; the keys of the browser do the same.
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')))
  await page.emulateMedia({ media: 'screen' })
  expect(await sheet.count()).toBe(0)
  expect(await page.locator('.stage').isVisible()).toBe(true)
  await page.keyboard.press('Control+p')
  await sheet.waitFor({ state: 'attached' })
})
