/** A frame in any size that a page gives it, and how little it loads. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { catalog } from '~/catalog'
import { ROOT } from '../scripts/root.mjs'
import { browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

test.each([
  [320, 240, 110],
  [375, 500, 180],
  [600, 400, 180],
  [640, 420, 180],
  [900, 560, 260],
])('fits a frame of %d × %d, and never scrolls', async (width, height, diagramHeight) => {
  const { page } = await browser.newPage({ width, height })
  const isWithin = async (locator: ReturnType<typeof page.locator>) => {
    const box = (await locator.boundingBox())!
    return box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height
  }
  const scrolls = () =>
    page.evaluate(() => {
      const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement
      return scrollWidth > clientWidth || scrollHeight > clientHeight
    })
  await page.goto(`${site.url}embed/rate-limiter/`)
  const start = page.getByRole('button', { name: 'Run it live' })
  expect(await isWithin(start)).toBe(true)
  expect(await scrolls()).toBe(false)
  await start.click()
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByText('invariants hold so far').waitFor()
  expect(await isWithin(page.getByRole('button', { name: 'Pause', exact: true }))).toBe(true)
  expect((await page.locator('.react-flow').boundingBox())!.height).toBeGreaterThan(diagramHeight)
  for (const box of await page.locator('.react-flow__node').all()) expect(await isWithin(box)).toBe(true)
  expect(await scrolls()).toBe(false)
})

test.each([
  [320, 240],
  [640, 420],
])('keeps what boxes say inside of them at %d × %d', async (width, height) => {
  const { page } = await browser.newPage({ width, height })
  await page.goto(`${site.url}embed/rate-limiter/`)
  await page.getByRole('button', { name: 'Run it live' }).click()
  await page.getByText('invariants hold so far').waitFor()
  const leaves = await page.locator('.react-flow__node').evaluateAll((nodes) =>
    nodes.flatMap((node) => {
      const box = node.getBoundingClientRect()
      return [...node.querySelectorAll('.box-label, .box-figure, .box-small')].flatMap((text) => {
        const { width, left, right, top, bottom } = text.getBoundingClientRect()
        const isInside =
          left >= box.left - 1 && right <= box.right + 1 && top >= box.top - 1 && bottom <= box.bottom + 1
        return width === 0 || isInside ? [] : [text.textContent]
      })
    }),
  )
  expect(leaves).toEqual([])
  expect(await page.locator('.box-label').first().isVisible()).toBe(true)
})

test('keeps its diagram whatever stands below it', async () => {
  const { page } = await browser.newPage({ width: 375, height: 500 })
  await page.goto(`${site.url}embed/rate-limiter/?panel=code&controls=full`)
  await page.getByRole('button', { name: 'Run it live' }).click()
  await page.locator('.stage[data-live="true"]').waitFor()
  expect((await page.locator('.react-flow').boundingBox())!.height).toBeGreaterThan(180)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
})

describe('what is loaded', () => {
  const zipped = (file: string) => gzipSync(readFileSync(path.join(ROOT, 'dist', file))).length
  const loadedBy = async (address: string) => {
    const { page } = await browser.newPage()
    const files: string[] = []
    page.on('request', (request) => files.push(new URL(request.url()).pathname.slice(1)))
    await page.goto(site.url + address)
    await page.waitForLoadState('networkidle')
    return files
  }

  test('by the gallery is at most 120 KB of JavaScript, zipped, and no WebAssembly', async () => {
    const files = await loadedBy('')
    const scripts = files.filter((file) => file.endsWith('.js'))
    expect(scripts.reduce((sum, file) => sum + zipped(file), 0)).toBeLessThan(120_000)
    expect(files.filter((file) => /\.wasm|worker/.test(file))).toEqual([])
  })

  test('by a frame before somebody runs it is at most 120 KB, zipped, and no engine', async () => {
    const files = await loadedBy('embed/rate-limiter/')
    const own = files.filter((file) => /\.(js|css)$/.test(file))
    expect(own.reduce((sum, file) => sum + zipped(file), 0)).toBeLessThan(120_000)
    expect(files.filter((file) => /\.wasm|worker/.test(file))).toEqual([])
  })

  test('as the element is at most 3 KiB, zipped', () => {
    expect(zipped('arch-diagram.js')).toBeLessThan(3 * 1024)
    expect(readdirSync(path.join(ROOT, 'dist', 'oembed')).length).toBe(catalog.length)
  })
})
