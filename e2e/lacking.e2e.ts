/** What a browser lacks is said on the page, and what can be done without it can be done. */
import { expect, test } from 'vitest'
import { browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

test('where WebAssembly is switched off the page says so, and a stand-in runs', async () => {
  const { page } = await browser.newPage()
  await page.route('**/engine.worker-*.js', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: `${await response.text()}\ndelete globalThis.WebAssembly` })
  })
  await page.goto(`${site.url}d/rate-limiter/`)
  await page.getByText('This browser has WebAssembly switched off').waitFor()
  await page.getByRole('button', { name: /^Use .*mock.* instead$/ }).click()
  await page.locator('.stage[data-live="true"]').waitFor()
  expect(new URL(page.url()).searchParams.get('redis')).toBe('mock')
})

test('where there are no workers the page says so, and stays a drawing', async () => {
  const { page } = await browser.newPage()
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'Worker'))
  await page.goto(`${site.url}d/rate-limiter/`)
  await page.getByText('This browser has no workers').waitFor()
  expect(await page.locator('.stage[data-live="true"]').count()).toBe(0)
  expect(await page.getByText('Distributed rate limiter').count()).toBeGreaterThan(0)
})
