/** What is shown to a room: large text, the steps of a clicker, a way in and out; and the palette, by keyboard alone. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { catalog } from '~/catalog'
import { axe, browserOfFile, siteUrl } from './browser'
import { textsBelow } from './text-sizes'

const site = { url: siteUrl() }
const browser = browserOfFile()
const live = catalog.filter(({ isLive }) => isLive).map(({ id }) => id)

async function open(path: string, size: { width?: number; height?: number; colorScheme?: 'dark' } = {}): Promise<Page> {
  const { page } = await browser.newPage({ width: 1920, height: 1080, ...size })
  await page.goto(`${site.url}d/${path}`)
  await page.locator('.stage[data-live="true"]').waitFor()
  return page
}

const steps = (page: Page) => page.getByRole('group', { name: 'Steps' })
const words = (page: Page, hasText: string) => page.locator('.present-words').filter({ hasText })
const time = async (page: Page) => Number((await page.locator('.present-time span').first().innerText()).split(':')[1])

describe('presenting', () => {
  test.each(live)(
    '%s has no text below 18 px at 1920 × 1080, and nothing but the diagram and its verdict',
    async (id) => {
      const page = await open(`${id}/?seed=7&duration=2000&present=1`)
      await page.locator('.present-foot').waitFor()
      await page.keyboard.press('Space')
      await expect.poll(() => time(page)).toBeGreaterThan(0.3)
      await page.keyboard.press('Space')
      const { small, count } = await textsBelow(page, 18)
      expect(small).toEqual([])
      expect(count).toBeGreaterThan(20)
      expect(await page.locator('.playground-header').isVisible()).toBe(false)
      expect(await page.locator('.present-ribbon').innerText()).toMatch(/(Holds|Violated|Judged at the end): /)
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(1080)
    },
  )

  test('what is said meanwhile is as large, and nothing is asked about the device', async () => {
    // More than any device can play, and a safeguard that there is not.
    const heavy = 'v=1&do=rate:clients=50000@0&do=rate:abuser=30000@0'
    const page = await open(`rate-limiter/?${heavy}&seed=7&without=nonsense&present=1`)
    await page.locator('.present-foot').waitFor()
    await page.getByRole('status', { name: 'About the address' }).waitFor()
    const { small } = await textsBelow(page, 18)
    expect(small).toEqual([])
    const asked = page.getByRole('status', { name: 'About this device' })
    // No device plays half a second of this in the four seconds after which it would be asked.
    await page.keyboard.press('Space')
    await expect.poll(() => time(page), { timeout: 120_000 }).toBeGreaterThan(0.5)
    expect(await asked.count()).toBe(0)
    await page.keyboard.press('Escape')
    await asked.waitFor({ timeout: 120_000 })
  })

  test.each(['payments', 'rate-limiter'])('%s cuts no figure at 1440 × 900', async (id) => {
    const page = await open(`${id}/?seed=7&duration=2000&present=1`, { width: 1440, height: 900 })
    await page.locator('.present-foot').waitFor()
    await page.keyboard.press('Space')
    await expect.poll(() => time(page)).toBeGreaterThan(0.6)
    await page.keyboard.press('Space')
    const cut = await page.locator('.react-flow__node').evaluateAll((nodes) =>
      nodes.flatMap((node) => {
        const figure = node.querySelector('.box-figure')!
        const isInside = figure.getBoundingClientRect().bottom <= node.getBoundingClientRect().bottom
        return isInside && figure.scrollWidth <= figure.clientWidth ? [] : [figure.textContent]
      }),
    )
    expect(cut).toEqual([])
  })

  test('a clicker goes through the beats of a scenario, on and back', async () => {
    const page = await open('rate-limiter/?scenario=redis-hangs&seed=7&present=1')
    await steps(page).getByText('1/4').waitFor()
    await page.keyboard.press('PageDown')
    // A second click does not wait for the first beat at the pace of the run.
    await page.keyboard.press('PageDown')
    await steps(page).getByText('2/4').waitFor()
    expect(await steps(page).innerText()).toContain('Freeze Redis')
    await page.getByText('held', { exact: true }).waitFor()
    expect(await time(page)).toBeGreaterThanOrEqual(4.1)
    await page.keyboard.press('ArrowLeft')
    await steps(page).getByText('1/4').waitFor()
    await page.keyboard.press('ArrowRight')
    await steps(page).getByText('2/4').waitFor()
  })

  test('a walk is stepped through by the same keys, its sentence at the foot', async () => {
    const page = await open('rate-limiter/?present=1')
    await steps(page).getByText('1/4').waitFor()
    await page.keyboard.press('PageDown')
    await words(page, 'A dot stands for many requests.').waitFor()
    await page.keyboard.press('PageDown')
    await steps(page).getByText('2/4').waitFor()
    await page.keyboard.press('PageDown')
    await words(page, 'It takes every question and answers none.').waitFor()
    await page.keyboard.press('PageUp')
    await words(page, 'A dot stands for many requests.').waitFor()
  })

  test('begins with F or its button, stands in the address, and ends with F or Escape', async () => {
    const page = await open('rate-limiter/?seed=7&duration=2000')
    const foot = page.locator('.present-foot')
    await page.keyboard.press('f')
    await foot.waitFor()
    expect(new URL(page.url()).searchParams.get('present')).toBe('1')
    await page.keyboard.press('f')
    await foot.waitFor({ state: 'detached' })
    expect(new URL(page.url()).searchParams.has('present')).toBe(false)
    await page.getByRole('button', { name: 'Present', exact: true }).click()
    await foot.waitFor()
    await page.keyboard.press('Escape')
    await foot.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  })
})

describe('the palette', () => {
  test('finds what to do by words, and does it, by keyboard alone', async () => {
    const page = await open('rate-limiter/?seed=7&duration=4000', { width: 1440, height: 900 })
    const palette = page.getByRole('dialog', { name: 'Find and do anything on this page' })
    await page.keyboard.press('/')
    await palette.waitFor()
    await page.keyboard.type('redis freeze')
    await palette.getByRole('option', { name: 'Freeze: Redis', selected: true }).waitFor()
    await page.keyboard.press('Enter')
    await palette.waitFor({ state: 'detached' })
    await page.locator('.react-flow__node[data-id="redis"] .badge').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('inspect')
    const second = await palette.getByRole('option').nth(1).innerText()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page
      .locator('.inspector')
      .getByRole('heading', { name: /Abusive actor/ })
      .waitFor()
    expect(second).toContain('Abusive actor')
    await page.keyboard.press('/')
    await page.keyboard.type('hangs')
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).searchParams.get('scenario')).toBe('redis-hangs')
    await page.keyboard.press('/')
    await page.keyboard.press('Escape')
    await palette.waitFor({ state: 'detached' })
  })
})

describe('without a mouse', () => {
  test('Tab comes to the skip links first; Enter goes from a box into the inspector, Escape back', async () => {
    const page = await open('rate-limiter/?seed=7&duration=2000', { width: 1440, height: 900 })
    const focused = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset['id'] ?? '')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe('clients')
    expect(new URL(page.url()).hash).toBe('')
    await page.getByRole('application', { name: 'Distributed rate limiter' }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.activeElement!.closest('.inspector') !== null)).toBe(true)
    await page.keyboard.press('Escape')
    await expect.poll(focused).toBe('clients')
  })

  test.each([undefined, 'dark'] as const)(
    'a checker finds nothing, presenting and in the palette (%s)',
    async (dark) => {
      const page = await open('rate-limiter/?scenario=redis-hangs&seed=7&present=1', dark && { colorScheme: dark })
      await steps(page).waitFor()
      await page.keyboard.press('Space')
      await expect.poll(() => time(page)).toBeGreaterThan(0.3)
      await page.keyboard.press('Space')
      expect(await axe(page)).toEqual([])
      await page.keyboard.press('/')
      await page.getByRole('option').first().waitFor()
      expect(await axe(page)).toEqual([])
    },
  )
})
