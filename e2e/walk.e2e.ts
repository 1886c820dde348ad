/** A first visit, on the built site: each diagram leads its visitor through a fault and back, as far as the run goes along. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { catalog } from '~/catalog'
import { axe, browserOfFile, siteUrl, type PageOptions } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

async function visit(id: string, options?: PageOptions): Promise<Page> {
  const { page } = await browser.newPage(options)
  await page.goto(`${site.url}d/${id}/`)
  await page.locator('.walk').waitFor()
  return page
}

describe.each(catalog.filter(({ isLive }) => isLive).map(({ id }) => id))('the first visit of %s', (id) => {
  test('is led from fault to recovery, once', async () => {
    const page = await visit(id)
    const walk = page.locator('.walk')
    const button = walk.locator('.button-solid')
    const count = Number((await walk.locator('.walk-count').innerText()).split('/')[1])
    expect(count).toBeGreaterThan(2)
    expect(await axe(page)).toEqual([])
    let acts = 0
    for (let step = 1; step <= count; step++) {
      expect(await walk.locator('.walk-count').innerText()).toBe(`${step}/${count}`)
      expect(await page.locator('.box-hinted').count()).toBe(1)
      // A step that is only looked at has no button until its sign was given.
      await expect.poll(() => button.innerText().catch(() => '')).not.toBe('')
      if (!/Next|Done/.test(await button.innerText())) {
        await button.click()
        // The first step plays; every other press is an act. A step whose sign is there by itself needs none.
        if (step > 1) acts += 1
      }
      // Who pauses to read is not sent back to the start.
      if (step === 2) {
        const transport = page.locator('.playground-transport')
        await transport.getByRole('button', { name: 'Pause', exact: true }).click()
        await transport.getByRole('button', { name: 'Play', exact: true }).click()
        expect(await walk.locator('.walk-count').innerText()).toBe(`2/${count}`)
      }
      await expect.poll(() => button.innerText().catch(() => '')).toMatch(/Next|Done/)
      await button.click()
    }
    await walk.waitFor({ state: 'detached' })
    expect(await page.locator('.box-hinted').count()).toBe(0)
    // The address follows what is done a little later.
    await expect.poll(() => new URL(page.url()).searchParams.getAll('do').length).toBe(acts)
    expect(acts).toBeGreaterThan(0)
    await page.goto(`${site.url}d/${id}/`)
    await page.locator('.stage[data-live="true"]').waitFor()
    expect(await walk.count()).toBe(0)
  })
})

test('is skipped with Esc, stays away, and can be had again from the help', async () => {
  const page = await visit('rate-limiter', { width: 375, height: 812 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
  await page.keyboard.press('Escape')
  const walk = page.locator('.walk')
  await walk.waitFor({ state: 'detached' })
  await page.reload()
  await page.locator('.stage[data-live="true"]').waitFor()
  expect(await walk.count()).toBe(0)
  await page.getByRole('button', { name: 'Help' }).click()
  await page.getByRole('button', { name: 'Take the walk' }).click()
  await walk.waitFor()
  // Whoever opens something else goes ways of their own.
  await page.locator('.run-menu > summary').click()
  await page.locator('input[name="scenario"][value="redis-crash"]').click()
  await walk.waitFor({ state: 'detached' })
})

test('does not stand in the way of a run that the address asks for', async () => {
  const { page } = await browser.newPage()
  await page.goto(`${site.url}d/rate-limiter/?seed=7`)
  await page.locator('.stage[data-live="true"]').waitFor()
  expect(await page.locator('.walk').count()).toBe(0)
})
