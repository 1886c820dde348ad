/** Boxes with states: bands on the time axis, the state machine in the inspector, and who is to blame. */
import { expect, test } from 'vitest'
import { axe, browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

test('a breaker that opens is seen on its box, on the time axis and in the inspector, and the culprit is named', async () => {
  const { page } = await browser.newPage()
  await page.goto(`${site.url}d/breakers/?scenario=maps-down&seed=5`)
  await page.locator('.stage[data-live="true"]').waitFor()
  // Slow enough for all four to be seen open on a busy machine, before the first of them probes.
  await page.getByLabel('Speed').selectOption('2')
  await page.locator('.timeline-more').click()
  const bands = page.getByRole('list', { name: 'States' })
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await bands.getByText(': 4 open', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  expect(await bands.getByRole('listitem').allInnerTexts()).toHaveLength(3)
  expect(await bands.getByText(': 4 closed').count()).toBe(2)
  // Breakers and requests are told apart, and the stripes of the chart have their key.
  const legend = page.locator('.playground-stage .legend')
  expect(await legend.locator('strong').allInnerTexts()).toEqual(['breakers', 'requests'])
  await page.getByRole('list', { name: 'Colours of the traffic' }).getByText('served by a fallback').waitFor()
  const culprits = page.getByRole('list').filter({ hasText: 'failed or turned away' })
  expect(await culprits.getByRole('listitem').allInnerTexts()).toEqual([expect.stringContaining('Maps provider')])

  await page.locator('.react-flow__node[data-id="search-breaker"]').click()
  await page.getByRole('heading', { name: 'Search service · CB' }).waitFor()
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await inspector.getByText('Next probe').or(inspector.getByText('Permits')).first().waitFor()
  expect(await page.locator('[aria-current="step"]').innerText()).toMatch(/^(open|half-open)$/)
  expect(await axe(page)).toEqual([])
})
