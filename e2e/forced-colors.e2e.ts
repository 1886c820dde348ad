/** Where the system forces its colours upon pages, backgrounds vanish: what they mean is still seen. */
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { axe, browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

const RUN = 'scenario=redis-hangs&without=shadow-cache&seed=7&duration=4000'

/** The share of an element's pixels, in percent, that differ from the canvas of the page as far as anybody sees. */
async function inkOf(page: Page, element: Locator): Promise<number> {
  const picture = (await element.screenshot({ animations: 'disabled' })).toString('base64')
  return page.evaluate(async (encoded) => {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!
    canvas.drawImage(bitmap, 0, 0)
    const { data } = canvas.getImageData(0, 0, bitmap.width, bitmap.height)
    document.body.style.setProperty('outline-color', 'Canvas')
    const paper = getComputedStyle(document.body).outlineColor.match(/\d+/g)!.map(Number)
    let inked = 0
    for (let at = 0; at < data.length; at += 4) {
      if (paper.some((channel, place) => Math.abs(channel - data[at + place]!) > 60)) inked++
    }
    return (inked / (data.length / 4)) * 100
  }, picture)
}

test.each(['light', 'dark'] as const)(
  'states, verdicts and the focus are still told apart in %s',
  async (colorScheme) => {
    const { page } = await browser.newPage({ colorScheme, forcedColors: 'active' })
    await page.goto(`${site.url}d/rate-limiter/?${RUN}`)
    await page.locator('.stage[data-live="true"]').waitFor()
    await page.getByLabel('Speed').selectOption('100')
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await page.locator('.stopped').waitFor()
    await page.keyboard.press('Escape')

    // Verdicts: a switch that is off is another picture than one that is on, and so is what was violated.
    const [on, off] = [
      page.locator('.switch[aria-checked="true"]').first(),
      page.locator('.switch[aria-checked="false"]'),
    ]
    expect(await inkOf(page, on)).toBeGreaterThan((await inkOf(page, off)) + 15)
    const cell = (kind: string) => page.locator(`.strip-cell-${kind}`).first()
    expect(await inkOf(page, cell('v'))).toBeGreaterThan(80)
    expect(await inkOf(page, cell('h'))).toBeGreaterThan(15)
    expect(await inkOf(page, cell('h'))).toBeLessThan(60)

    // States: each has its mark, on the boxes, in the legend and in the key of the chart.
    for (const id of ['redis', 'gateway', 'throttled']) {
      const mark = page.locator(`.react-flow__node[data-id="${id}"] .tone-mark`)
      expect(await inkOf(page, mark), id).toBeGreaterThan(8)
    }
    for (const mark of await page.locator('.legend .tone-mark').all())
      expect(await inkOf(page, mark)).toBeGreaterThan(8)
    await page.locator('.timeline-more').click()
    for (const mark of await page.locator('.chart-key-mark').all()) expect(await inkOf(page, mark)).toBeGreaterThan(30)

    // The focus is seen wherever it goes, and so is what is selected.
    const gateway = page.locator('.react-flow__node[data-id="gateway"]')
    const selected = page.locator('.box-selected')
    await gateway.focus()
    await page.keyboard.press('Enter')
    await selected.waitFor()
    expect(await selected.evaluate((box) => getComputedStyle(box).outlineStyle)).toBe('solid')
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement!)
      return { outlineStyle, outlineWidth: parseFloat(outlineWidth) }
    })
    expect(focused.outlineStyle).not.toBe('none')
    expect(focused.outlineWidth).toBeGreaterThanOrEqual(2)
    // Contrast is the system's there.
    expect(await axe(page, { rules: { 'color-contrast': { enabled: false } } })).toEqual([])
  },
)
