/** The gallery on the built site: recordings of real runs that move, stop, and stay away where they are not wanted. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { catalog } from '~/catalog'
import { ROOT } from '../scripts/root.mjs'
import { axe, browserOfFile, pictures, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

describe('the gallery', () => {
  test('shows every diagram, live or said to be still, and fetches no engine', async () => {
    const { page } = await browser.newPage()
    const fetched: string[] = []
    page.on('request', (request) => fetched.push(request.url()))
    await page.goto(site.url)
    await expect.poll(() => page.locator('.gallery-section svg[role="img"]').count()).toBe(catalog.length)
    const claims = catalog.reduce((sum, { diagram }) => sum + diagram.claims.length, 0)
    expect(await page.locator('.gallery-claims li').count()).toBe(claims)
    const still = await page.getByText('not live yet').count()
    const live = await page.getByRole('link', { name: /Open playground/ }).count()
    expect(live).toBeGreaterThan(0)
    expect(still + live).toBe(catalog.length)
    expect(fetched.filter((url) => /wasm|worker|playground/.test(url))).toEqual([])
  })

  test('says how many run and how many are drawn, and what does not exist', async () => {
    const { page, problems } = await browser.newPage()
    await page.goto(site.url)
    const drawn = catalog.filter(({ isLive }) => !isLive).length
    const words = await page.locator('.gallery-opening').innerText()
    expect(words).toMatch(drawn === 0 ? /\bAll \w+ run\./ : /\w+ run, \w+ (is|are) drawn so far\./)
    expect(problems).toEqual([])
    await page.goto(`${site.url}d/no-such-diagram/`)
    expect(await page.locator('main').innerText()).toContain('There is no page at this address')
    // The browser itself notes the status on the console.
    expect(problems.splice(0)).toEqual([expect.stringContaining('404')])
  })
})

describe('the first diagram', () => {
  test.each([
    [1440, 900],
    [375, 812],
  ])('is broken with one press at %d × %d, and one sentence follows what happens', async (width, height) => {
    const { page } = await browser.newPage({ width, height, isTouch: width < 640 })
    await page.goto(site.url)
    const hero = page.locator('.hero')
    const place = () => hero.locator('.hero-bar').evaluate((bar) => (bar as HTMLElement).offsetTop)
    await hero.locator('.recording-note').getByText(/seed/).waitFor()
    const before = await place()
    await hero.getByRole('button', { name: 'Freeze Redis' }).click()
    const caption = hero.getByRole('status')
    await caption.getByText(/^The shadow cache takes over/).waitFor()
    await hero.locator('.stage[data-live="true"]').waitFor()
    expect(await hero.getByTestId('figure-shadow').innerText()).toMatch(/deciding/)
    expect(Math.abs((await place()) - before)).toBeLessThan(3)
    expect(await axe(page)).toEqual([])
    await hero.getByRole('button', { name: 'Heal Redis' }).click()
    await caption.getByText('They came back one after another').waitFor()
    const address = await hero.getByRole('link', { name: /^Open playground/ }).getAttribute('href')
    expect(address).toMatch(/do=freeze:redis@.*do=heal:redis@/)
  })

  test('is on the first screen with its button', async () => {
    const { page } = await browser.newPage({ width: 1366, height: 768 })
    await page.goto(site.url)
    const button = (await page.getByRole('button', { name: 'Freeze Redis' }).boundingBox())!
    expect(button.y + button.height).toBeLessThanOrEqual(768)
  })
})

describe('a recording', () => {
  test('plays while it is seen, says what it is, can be stopped, and leads to the live run', async () => {
    const { page } = await browser.newPage({ width: 1440, height: 900 })
    await page.goto(site.url)
    const section = page.locator('.gallery-section').first()
    const note = section.locator('.recording-note')
    await expect.poll(() => note.innerText()).toMatch(/Recording of a real run, seed \d+/)
    const figures = () => section.locator('.still-box-figure').allTextContents()
    await expect.poll(async () => (await figures()).length).toBeGreaterThan(4)
    const before = await figures()
    expect(before.length).toBeGreaterThan(4)
    await expect.poll(figures).not.toEqual(before)
    expect(await axe(page)).toEqual([])
    await note.getByRole('button', { name: /^Pause the recording/ }).click()
    await note.getByRole('button', { name: /^Play the recording/ }).waitFor()
    const stopped = await figures()
    await pictures(page, 60)
    expect(await figures()).toEqual(stopped)
    const other = page.locator('.gallery-section').nth(1)
    await other.getByRole('button', { name: /^Play the recording/ }).click()
    // The figure that crosses the middle of the window plays.
    await other.locator('figure').evaluate((figure) => figure.scrollIntoView({ block: 'center' }))
    await other.getByRole('link', { name: /^Run it live/ }).click()
    await page.locator('.stage[data-live="true"]').waitFor()
    expect(new URL(page.url()).searchParams.get('seed')).toMatch(/^\d+$/)
  })

  test('is not fetched where less motion is wanted', async () => {
    const { page } = await browser.newPage({ reducedMotion: 'reduce' })
    const fetched: string[] = []
    page.on('request', (request) => fetched.push(request.url()))
    await page.goto(site.url)
    const section = page.locator('.gallery-section').first()
    await section.scrollIntoViewIfNeeded()
    await section.locator('svg[role="img"]').waitFor()
    await pictures(page, 60)
    expect(fetched.length).toBeGreaterThan(0)
    expect(fetched.filter((url) => url.includes('recordings/'))).toEqual([])
  })

  test('is at most 40 KB, zipped', () => {
    const folder = path.join(ROOT, 'dist', 'recordings')
    const sizes = readdirSync(folder).map((file) => gzipSync(readFileSync(path.join(folder, file))).length)
    expect(sizes.length).toBeGreaterThan(1)
    expect(Math.max(...sizes)).toBeLessThan(40_000)
  })
})
