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

  test('says so where a diagram is drawn only, or does not exist', async () => {
    const { page, problems } = await browser.newPage()
    const drawn = catalog.find(({ isLive }) => !isLive)!
    await page.goto(`${site.url}d/${drawn.id}/`)
    expect(await page.locator('h1').innerText()).toBe(`${drawn.diagram.title} is not live yet.`)
    expect(problems).toEqual([])
    await page.goto(`${site.url}d/no-such-diagram/`)
    expect(await page.locator('main').innerText()).toContain('There is no page at this address')
    // The browser itself notes the status on the console.
    expect(problems.splice(0)).toEqual([expect.stringContaining('404')])
  })
})

describe('a recording', () => {
  test('plays while it is seen, says what it is, can be stopped, and leads to the live run', async () => {
    const { page } = await browser.newPage({ width: 1440, height: 900 })
    await page.goto(site.url)
    const section = page.locator('.gallery-section').first()
    await section.scrollIntoViewIfNeeded()
    const note = section.locator('.recording-note')
    await expect.poll(() => note.innerText()).toMatch(/Recording of a real run, seed \d+/)
    const figures = () => section.locator('.still-box-figure').allTextContents()
    const before = await figures()
    expect(before.length).toBeGreaterThan(4)
    await expect.poll(figures).not.toEqual(before)
    expect(await axe(page)).toEqual([])
    await note.getByRole('button', { name: /^Pause the recording/ }).click()
    await note.getByRole('button', { name: /^Play the recording/ }).waitFor()
    const stopped = await figures()
    await pictures(page, 60)
    expect(await figures()).toEqual(stopped)
    await section.getByRole('link', { name: /^Run it live/ }).click()
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
