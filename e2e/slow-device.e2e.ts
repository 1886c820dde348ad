/** A run that no device can play in real time: it is said once, with what can be done about it. */
import { expect, test } from 'vitest'
import { browserOfFile, siteUrl } from './browser'

const browser = browserOfFile()
/** Eighty thousand requests a second. */
const HEAVY = `${siteUrl()}d/rate-limiter/?v=1&scenario=steady&seed=42&do=rate:clients=50000@0&do=rate:abuser=30000@0`

async function playHeavy() {
  const { page } = await browser.newPage()
  await page.goto(HEAVY)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  const notice = page.getByRole('status', { name: 'About this device' })
  await notice.waitFor()
  return { page, notice }
}

test('a run that is too much for the device can be played slower; that covers no box', async () => {
  const { page, notice } = await playHeavy()
  const { y } = (await notice.boundingBox())!
  const boxes = await page.locator('.react-flow__node').all()
  expect(boxes.length).toBeGreaterThan(5)
  for (const box of boxes) {
    const { y: top, height } = (await box.boundingBox())!
    expect(top + height).toBeLessThanOrEqual(y)
  }
  await notice.getByRole('button', { name: /^Play at/ }).click()
  await notice.waitFor({ state: 'detached' })
  expect(Number(await page.getByLabel('Speed').inputValue())).toBeLessThan(1)
})

test('or with less load, which is an act of the run', async () => {
  const { page, notice } = await playHeavy()
  const choice = notice.getByRole('button', { name: /requests a second, in real time$/ })
  const perSecond = Number((await choice.innerText()).replaceAll(/[^0-9]/g, ''))
  await choice.click()
  await notice.waitFor({ state: 'detached' })
  await expect.poll(() => decodeURIComponent(page.url())).toMatch(/(rate:(clients|abuser)=\d+@(?!0\b)[\d.]+.*){2}/)
  const levels = [...decodeURIComponent(page.url()).matchAll(/rate:(?:clients|abuser)=(\d+)@(?!0\b)/g)].map(
    ([, level]) => Number(level),
  )
  expect(levels.reduce((sum, level) => sum + level, 0)).toBe(perSecond)
  expect(perSecond).toBeLessThan(80_000)
})
