/** The diagram has the screen: how much of it, how large its text is, and that nothing jumps. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { catalog, loadSimulation } from '~/catalog'
import { browserOfFile, siteUrl } from './browser'
import { textsBelow } from './text-sizes'

const site = { url: siteUrl() }
const browser = browserOfFile()
const live = catalog.filter(({ isLive }) => isLive).map(({ id }) => id)

/** The share of the window that the stage with its legend takes. */
const shareOfStage = (page: Page) =>
  page.evaluate(() => {
    const { width, height } = document.querySelector('.stage')!.getBoundingClientRect()
    const legend = document.querySelector('.playground-stage .legend')!.getBoundingClientRect()
    return (width * (height + legend.height)) / (innerWidth * innerHeight)
  })

async function open(id: string, width: number, height: number): Promise<Page> {
  const { page } = await browser.newPage({ width, height })
  await page.goto(`${site.url}d/${id}/?seed=7&duration=2000`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(() => page.getByTestId('time').innerText()).not.toBe('00:00.000')
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  return page
}

const SIZES = [
  { width: 1366, height: 768 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
]
/** Widths at which the header has the least room before the next of its parts gives way, and some between. */
const HEADER_WIDTHS = [1025, 1181, 1381, 1440, 1481, 1600, 1641, 1701, 1920]

/** By how many pixels parts of the header lie on each other, at most. */
const overlapInHeader = (page: Page) =>
  page.evaluate(() => {
    const parts = document.querySelectorAll(
      '.playground-header .crumb > *, .playground-transport > :not(.transport), .transport > *, .playground-tools > *',
    )
    const shown = [...parts].map((part) => part.getBoundingClientRect()).filter(({ width }) => width > 1)
    const inOrder = shown.toSorted((one, other) => one.left - other.left)
    return Math.max(...inOrder.slice(1).map(({ left }, before) => inOrder[before]!.right - left))
  })

describe.each(live)('the page of %s', (id) => {
  test('gives the stage most of every window, and no text is smaller than 11 px', async () => {
    const page = await open(id, 1366, 768)
    for (const size of SIZES) {
      await page.setViewportSize(size)
      await expect.poll(() => shareOfStage(page)).toBeGreaterThanOrEqual(0.7)
      // The drawing fits itself to its window a moment after that has changed.
      await expect.poll(async () => (await textsBelow(page, 11)).small).toEqual([])
      await page.locator('.react-flow__node').first().click()
      await page.locator('.inspector').waitFor()
      await expect.poll(() => shareOfStage(page)).toBeLessThan(0.7)
      expect(await shareOfStage(page)).toBeGreaterThanOrEqual(0.5)
      await expect.poll(async () => (await textsBelow(page, 11)).small).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(size.height)
      await page.keyboard.press('Escape')
      await page.locator('.inspector').waitFor({ state: 'detached' })
    }
  })

  test('has a header whose parts lie side by side, with the longest name of a scenario', async () => {
    const { page } = await browser.newPage({ width: HEADER_WIDTHS[0]!, height: 800 })
    const { scenarios } = await loadSimulation(id)
    const [longest] = scenarios.toSorted((one, other) => other.title.length - one.title.length)
    await page.goto(`${site.url}d/${id}/?scenario=${longest!.id}&seed=123456`)
    await page.locator('.stage[data-live="true"]').waitFor()
    for (const width of HEADER_WIDTHS) {
      await page.setViewportSize({ width, height: 800 })
      await expect.poll(() => overlapInHeader(page), { message: `${width} pixels wide` }).toBeLessThanOrEqual(0)
    }
  })
})

test('what was opened stays as it was left: the dock at its height, also at the next visit', async () => {
  const page = await open('rate-limiter', 1440, 900)
  const height = () =>
    page.locator('.timeline').evaluate((element) => Math.round(element.getBoundingClientRect().height))
  const slim = await height()
  const handle = page.locator('.dock-handle')
  const { x, y, width } = (await handle.boundingBox())!
  await page.mouse.move(x + width / 2, y + 10)
  await page.mouse.down()
  await page.mouse.move(x + width / 2, y - 190, { steps: 4 })
  await page.mouse.up()
  const pulled = await height()
  expect(pulled).toBe(slim + 200)
  await page.reload()
  await page.locator('.stage[data-live="true"]').waitFor()
  expect(await height()).toBe(pulled)
  await handle.focus()
  await page.keyboard.press('ArrowUp')
  expect(await height()).toBe(pulled + 40)
  await page.keyboard.press('Enter')
  expect(await height()).toBe(slim)
})

test('the diagram stays where it is whatever the run says: at a violation, in its past, and at its end', async () => {
  const { page } = await browser.newPage()
  await page.goto(`${site.url}d/rate-limiter/?scenario=redis-hangs&without=shadow-cache&seed=7&duration=4000`)
  await page.locator('.stage[data-live="true"]').waitFor()
  const placeOf = () => page.locator('.react-flow__node[data-id="clients"]').boundingBox()
  const before = await placeOf()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.locator('.stopped').waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(placeOf).toEqual(before)
  await page.getByRole('slider', { name: 'Moment shown' }).focus()
  await page.keyboard.press('PageDown')
  await page.getByRole('group', { name: 'Time travel' }).waitFor()
  expect(await placeOf()).toEqual(before)
  await page.getByRole('button', { name: /^Back to/ }).click()
  await page.getByLabel('Speed').selectOption('100')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('region', { name: 'What was seen' }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(placeOf).toEqual(before)
})

test('on a phone the sheet leaves the box that is selected in sight', async () => {
  const { page } = await browser.newPage({ width: 375, height: 812, isTouch: true })
  await page.goto(`${site.url}d/rate-limiter/?seed=7`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.locator('.react-flow__node[data-id="throttled"]').tap()
  const sheet = page.locator('.inspector')
  await sheet.waitFor()
  const top = (await sheet.boundingBox())!.y
  expect(top).toBeGreaterThanOrEqual(812 * 0.54)
  const bottomOf = async () => {
    const { y, height } = (await page.locator('.react-flow__node[data-id="throttled"]').boundingBox())!
    return y + height
  }
  await expect.poll(bottomOf).toBeLessThanOrEqual(top)
})

test('at 200 % the inspector stands beside the page: what is selected and what plays stay in sight', async () => {
  // A window of 1440 × 900 has so many pixels of the style sheet then.
  const [width, height] = [720, 450]
  const { page } = await browser.newPage({ width, height })
  await page.goto(`${site.url}d/rate-limiter/?seed=7`)
  await page.locator('.stage[data-live="true"]').waitFor()
  for (const id of ['redis', 'throttled']) {
    const box = page.locator(`.react-flow__node[data-id="${id}"]`)
    await box.click()
    await page.locator('.inspector').waitFor()
    const coveredOf = (selector: string) =>
      page.locator(selector).evaluate((part) => {
        const { x, y, width: wide, height: high } = part.getBoundingClientRect()
        return !part.contains(document.elementFromPoint(x + wide / 2, y + high / 2))
      })
    await expect.poll(() => coveredOf(`.react-flow__node[data-id="${id}"]`)).toBe(false)
    for (const part of ['.transport > *:first-child', '.transport-play', '.transport-time']) {
      expect(await coveredOf(part), part).toBe(false)
    }
    const stage = (await page.locator('.stage').boundingBox())!
    expect(stage.width).toBeGreaterThanOrEqual(width / 2)
    expect(stage.x + stage.width).toBeLessThanOrEqual((await page.locator('.inspector').boundingBox())!.x + 1)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
  }
})

describe('the menu at a box', () => {
  test('comes by the right button, offers what matters, and finds the rest by its word', async () => {
    const page = await open('rate-limiter', 1440, 900)
    await page.locator('.react-flow__node[data-id="redis"]').click({ button: 'right' })
    const menu = page.getByRole('dialog', { name: 'Break it: Redis' })
    expect(await menu.locator('.quick-faults button').allInnerTexts()).toEqual(
      ['Crash', 'Freeze', 'Slow down', 'Heal'].map((label) => expect.stringContaining(label)),
    )
    await menu.getByRole('button', { name: /^More/ }).click()
    const count = await menu.locator('.break-item').count()
    await menu.getByRole('searchbox', { name: 'Search faults' }).fill('clock')
    expect(await menu.locator('.break-item').count()).toBeLessThan(count)
    await menu.getByRole('button', { name: 'Skew the clock' }).waitFor()
    await page.keyboard.press('Escape')
    await menu.waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset['id'])).toBe('redis')
  })

  test('comes where the pointer rests on the box, and under a finger that stays', async () => {
    const page = await open('rate-limiter', 1440, 900)
    const redis = page.locator('.react-flow__node[data-id="redis"]')
    await redis.hover()
    await redis.getByRole('button', { name: 'Break it' }).click()
    await page.getByRole('dialog', { name: 'Break it: Redis' }).waitFor()
    await page.locator('.claims-bar').click({ position: { x: 3, y: 3 } })
    await page.getByRole('dialog', { name: 'Break it: Redis' }).waitFor({ state: 'detached' })
    await redis.dispatchEvent('pointerdown', { pointerType: 'touch', clientX: 700, clientY: 200, bubbles: true })
    await page.getByRole('dialog', { name: 'Break it: Redis' }).waitFor()
  })
})
