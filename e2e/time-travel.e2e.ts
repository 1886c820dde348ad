/** Going back in a run on the built site: scrubbing, stepping back, asking a box of the past, and forking. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

/** Little load, and a fault that begins at 1 s. */
const RUN = 'scenario=redis-hangs&seed=7&duration=4000&do=rate:clients=200@0&do=rate:abuser=40@0'

const text = (page: Page, id: string) => page.getByTestId(id).innerText()
const count = async (page: Page) => Number((await text(page, 'events')).replaceAll(',', ''))
const slider = (page: Page) => page.getByRole('slider', { name: 'Moment shown' })
const bar = (page: Page) => page.getByRole('group', { name: 'Time travel' })

async function playToEnd(page: Page): Promise<void> {
  await page.getByLabel('Speed').selectOption('100')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('button', { name: 'Replay', exact: true }).waitFor()
}

async function openPlayed(): Promise<Page> {
  const { page } = await browser.newPage()
  await page.goto(`${site.url}d/rate-limiter/?${RUN}`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await playToEnd(page)
  return page
}

/** Drags the time cursor to a share of the run. */
async function scrubTo(page: Page, share: number): Promise<void> {
  const { x, y, width, height } = (await slider(page).boundingBox())!
  await page.mouse.click(x + width * share, y + height / 2)
  await bar(page).waitFor()
}

describe('a played run', () => {
  test('is shown at any of its moments, and leads back to the present', async () => {
    const page = await openPlayed()
    const [events, hash] = [await count(page), await text(page, 'hash')]
    await scrubTo(page, 0.1)
    const atStart = await page.locator('.react-flow__node[data-id="redis"]').innerText()
    expect(await count(page)).toBeLessThan(events)
    expect(await text(page, 'hash')).not.toBe(hash)
    expect(await page.locator('.stage').innerText()).not.toContain('hang')
    await scrubTo(page, 0.4)
    expect(await page.locator('.react-flow__node[data-id="redis"]').innerText()).not.toBe(atStart)
    await page.keyboard.press('l')
    await bar(page).waitFor({ state: 'detached' })
    expect([await count(page), await text(page, 'hash')]).toEqual([events, hash])
  })

  test('is drawn at its last busy moment once it is over, unless somebody looks at its end', async () => {
    const page = await openPlayed()
    const [time, hash] = [await text(page, 'time'), await text(page, 'hash')]
    const card = page.getByRole('region', { name: 'What was seen' })
    await card.getByText(/^Drawn is its last busy moment, [1-9]/).waitFor()
    expect(await text(page, 'figure-clients')).toMatch(/^[1-9][\d,]* rps/)
    expect(await page.locator('.arrow-band').count()).toBeGreaterThan(0)
    // A panel tells of the end, and so does the stage beside it.
    await page.locator('.react-flow__node[data-id="gateway"]').click()
    await expect.poll(() => text(page, 'figure-clients')).toBe('0 rps')
    await page.keyboard.press('Escape')
    await expect.poll(() => text(page, 'figure-clients')).not.toBe('0 rps')
    await card.getByRole('button', { name: 'Draw the end' }).click()
    await expect.poll(() => text(page, 'figure-clients')).toBe('0 rps')
    expect([await text(page, 'time'), await text(page, 'hash')]).toEqual([time, hash])
  })

  test('is scrubbed with the keyboard', async () => {
    const page = await openPlayed()
    await scrubTo(page, 0.3)
    await slider(page).focus()
    const before = await slider(page).getAttribute('aria-valuetext')
    await page.keyboard.press('PageUp')
    expect(await slider(page).getAttribute('aria-valuetext')).not.toBe(before)
    await page.keyboard.press('PageDown')
    expect(await slider(page).getAttribute('aria-valuetext')).toBe(before)
    await page.keyboard.press('Home')
    expect(await text(page, 'time')).toBe('00:00.000')
  })

  test('steps back and on by one event, and plays on from the past', async () => {
    const page = await openPlayed()
    const head = await count(page)
    await page.getByRole('button', { name: 'Step back one event' }).click()
    await expect.poll(() => count(page)).toBe(head - 1)
    await page.keyboard.press(',')
    await expect.poll(() => count(page)).toBe(head - 2)
    await page.keyboard.press('.')
    await expect.poll(() => count(page)).toBe(head - 1)
    await scrubTo(page, 0.5)
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await page.getByRole('button', { name: 'Replay', exact: true }).waitFor()
    expect(await count(page)).toBe(head)
  })

  test('is executed anew where a box of the past is asked, and the trace hash is the same', async () => {
    const page = await openPlayed()
    await scrubTo(page, 0.45)
    const hash = await text(page, 'hash')
    await page.locator('.react-flow__node[data-id="gateway"]').click()
    await bar(page).getByText('same trace hash').waitFor()
    expect(await text(page, 'hash')).toBe(hash)
    await page.locator('.inspector .json-object').first().waitFor()
  })

  test('forks where somebody acts in its past; its address gives the same run to anybody', async () => {
    const page = await openPlayed()
    const before = await text(page, 'hash')
    await scrubTo(page, 0.2)
    await page.locator('.react-flow__node[data-id="redis"]').click()
    await page.locator('.inspector-break').click()
    await page.locator('.box-menu [data-break-button]').first().click()
    await expect.poll(() => page.url()).toContain('do=crash:redis@')
    await bar(page).waitFor({ state: 'detached' })
    await playToEnd(page)
    const hash = await text(page, 'hash')
    expect(hash).not.toBe(before)

    const { page: other } = await browser.newPage()
    await other.goto(page.url())
    await other.locator('.stage[data-live="true"]').waitFor()
    await playToEnd(other)
    expect(await text(other, 'hash')).toBe(hash)
  })
})
