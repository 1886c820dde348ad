/** What <arch-diagram> passes on to its frame, on a page of another origin. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()
let host: Server

beforeAll(async () => {
  host = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
    response.end(`<!doctype html><html lang="en"><head><title>A portfolio</title><link rel="icon" href="data:,">
<script src="${site.url}arch-diagram.js" defer></script></head><body>
<arch-diagram name="rate-limiter" seed="7" do="rate:clients=200@0 rate:abuser=40@0 crash:redis@400" set="windowMs:2000"
at="800" controls="full"></arch-diagram></body></html>`)
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
})

afterAll(() => host?.close())

test('what is done to a run, its parameters, and the moment to stand at', async () => {
  const { page } = await browser.newPage({ width: 900, height: 800 })
  await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`)
  const element = page.locator('arch-diagram')
  await element.getByRole('link').click()
  const frame = element.frameLocator('iframe')
  await frame.locator('.stage[data-live="true"]').waitFor()
  await expect.poll(() => frame.getByTestId('time').innerText()).toBe('00:00.800')
  await frame.getByRole('button', { name: 'Play', exact: true }).waitFor()
  expect(await frame.locator('.react-flow__node[data-id="redis"]').innerText()).toContain('crashed')
  const open = await frame.getByRole('link', { name: 'Break it yourself' }).getAttribute('href')
  expect(open).toMatch(/do=rate:clients=200@0&do=rate:abuser=40@0&do=crash:redis@400/)
  expect(open).toContain('set=windowMs:2000')
})

test('the poster asks to be played, and is dark where its reader is', async () => {
  const { page } = await browser.newPage({ width: 640, height: 700, colorScheme: 'dark' })
  await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`)
  const image = page.locator('arch-diagram img')
  const shown = () => image.evaluate((each) => (each as HTMLImageElement).currentSrc)
  await expect.poll(shown).toMatch(/architecture\/rate-limiter-dark\.svg$/)
  const play = page.getByText('Run it live')
  const { y } = (await play.boundingBox())!
  const picture = (await image.boundingBox())!
  expect(y).toBeGreaterThanOrEqual(picture.y + picture.height)
  // What the author has chosen goes before the reader's system.
  await page.locator('arch-diagram').evaluate((each) => each.setAttribute('theme', 'light'))
  await expect.poll(shown).toMatch(/architecture\/rate-limiter\.svg$/)
  await play.click()
  await page.locator('arch-diagram').frameLocator('iframe').locator('.embed').waitFor()
})

test('a narrow place has the compact poster, whose text can be read, and the claim below it', async () => {
  const { page } = await browser.newPage({ width: 375, height: 812 })
  await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`)
  const image = page.locator('arch-diagram img')
  await expect
    .poll(() => image.evaluate((each) => (each as HTMLImageElement).currentSrc))
    .toMatch(/architecture\/rate-limiter-compact\.svg$/)
  const scale = await image.evaluate((each) => each.clientWidth / (each as HTMLImageElement).naturalWidth)
  const poster = await (await fetch(`${site.url}architecture/rate-limiter-compact.svg`)).text()
  const sizes = [...poster.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size) * scale)
  expect(sizes.length).toBeGreaterThan(8)
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(10.5)
  expect(poster).toContain('When Redis goes away')
})
