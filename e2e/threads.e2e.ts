/**
 * Where the page is isolated, Valkey works in a thread of its own; where a host does not say so, in that of the engine. The trace is the same.
 */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()
const RUN = 'd/rate-limiter/?v=1&scenario=redis-hangs&seed=42&duration=4000&set.userRate=100'

/** Has the host leave out the header without which a page is not isolated. */
async function leaveOutIsolation(page: Page): Promise<void> {
  await page.route('**/d/**', async (route) => {
    const response = await route.fetch()
    const { 'cross-origin-embedder-policy': _, ...headers } = response.headers()
    await route.fulfill({ response, headers })
  })
}

/** Plays the run to its end; gives its hash and the names of the files that work for the page. */
async function playedHash(page: Page): Promise<{ readonly hash: string; readonly workers: readonly string[] }> {
  await page.goto(`${site.url}${RUN}`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByLabel('Speed').selectOption('100')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('button', { name: 'Replay', exact: true }).waitFor()
  const workers = page.workers().map((worker) => /\/(\w+)\.worker/.exec(worker.url())![1]!)
  return { hash: await page.getByTestId('hash').innerText(), workers: workers.toSorted() }
}

test('Valkey works in a thread of its own where memory may be shared, with the trace that it has without', async () => {
  const { page } = await browser.newPage()
  const isolated = await playedHash(page)
  expect(isolated.workers).toEqual(['engine', 'valkey'])
  const { page: plain } = await browser.newPage()
  await leaveOutIsolation(plain)
  const alone = await playedHash(plain)
  expect(alone.workers).toEqual(['engine'])
  expect(isolated.hash).toBe(alone.hash)
})
