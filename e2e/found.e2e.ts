/** What people who used the page had found wrong, and has no other test in the browser. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { browserOfFile, pictures, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()
const VIOLATED =
  'scenario=redis-hangs&seed=7&without=shadow-cache&do=rate:clients=900@0&do=rate:abuser=700@0&duration=5000&settle=1000'

async function opened(address: string, options?: Parameters<typeof browser.newPage>[0]): Promise<Page> {
  const { page } = await browser.newPage(options)
  await page.goto(site.url + address)
  return page
}

test('“Break it” at a box is what is pressed there, whatever dots pass below it', async () => {
  const page = await opened('d/rate-limiter/?scenario=steady&seed=7&do=rate:clients=15@0&do=rate:abuser=15@0&play=1')
  await page.locator('.stage[data-live="true"]').waitFor()
  const redis = page.locator('.react-flow__node[data-id="redis"]')
  for (let time = 0; time < 5; time++) {
    await redis.hover()
    await redis.getByRole('button', { name: 'Break it' }).click()
    await page.getByRole('dialog', { name: 'Break it: Redis' }).waitFor()
    expect(await page.locator('.request-panel, .request-why').count()).toBe(0)
    await page.keyboard.press('Escape')
    await pictures(page, 10)
  }
})

test('the requests that make a violation one beside the guilty are counted without it', async () => {
  const page = await opened(`d/rate-limiter/?${VIOLATED}&play=1`)
  await page.locator('.evidence .beat').nth(2).waitFor()
  await page.locator('.evidence-more > summary').click()
  const guilty = Number((await page.locator('.beat-who strong').innerText()).replaceAll(/\D/g, ''))
  const chips = await page.locator('.evidence-others .chip').allInnerTexts()
  const rest = Number(/and (\d+) more/.exec(await page.locator('.evidence-others').innerText())?.[1] ?? 0)
  expect(chips.map(Number)).not.toContain(guilty)
  expect(await page.locator('.evidence-more h3').allInnerTexts()).toContainEqual(
    expect.stringMatching(new RegExp(`^${chips.length + rest} more make it one$`, 'i')),
  )
})

test('a claim that is judged at the end does not hold before, and does then', async () => {
  const page = await opened('d/payments/?scenario=steady&seed=7&duration=1000&at=500')
  const standing = page.locator('.claims-bar').getByText('at the end')
  await standing.waitFor()
  await expect.poll(() => page.getByTestId('time').innerText()).toBe('00:00.500')
  await page.getByLabel('Speed').selectOption('100')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('button', { name: 'Replay' }).waitFor()
  expect(await standing.count()).toBe(0)
})

test('when a run is over nothing is left on the arrows', async () => {
  const page = await opened(
    'd/rate-limiter/?scenario=steady&seed=7&do=rate:clients=30@0&duration=500&settle=2500&play=1',
  )
  await page.getByRole('button', { name: 'Replay' }).waitFor()
  // The stage holds the last busy moment, until somebody asks for the end itself.
  await page.getByRole('button', { name: 'Draw the end' }).click()
  const isBlank = () =>
    page.locator('.stage-dots').evaluate((element) => {
      const canvas = element as HTMLCanvasElement
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      return data.every((value) => value === 0)
    })
  await expect.poll(isBlank).toBe(true)
})

test('the wheel over a frame scrolls the page around it', async () => {
  const host = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
    response.end(`<!doctype html><html lang="en"><head><title>A post</title><link rel="icon" href="data:,"></head>
<body><iframe src="${site.url}embed/rate-limiter/" width="640" height="420"></iframe><p>Read on.</p>
<svg width="10" height="4000"></svg></body></html>`)
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void host.close())
  const { page } = await browser.newPage({ width: 900, height: 700 })
  await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`)
  const frame = page.frameLocator('iframe')
  await frame.getByRole('button', { name: 'Run it live' }).click()
  await frame.locator('.stage[data-live="true"]').waitFor()
  await page.mouse.move(300, 200)
  await page.mouse.wheel(0, 300)
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100)
  expect(await frame.locator('body').evaluate(() => scrollY)).toBe(0)
})

test.each([
  [320, 240],
  [640, 420],
  [900, 520],
])('the button that runs a frame of %d × %d covers no box of its picture', async (width, height) => {
  const page = await opened('embed/rate-limiter/', { width, height })
  const button = (await page.getByRole('button', { name: 'Run it live' }).boundingBox())!
  const picture = (await page.locator('svg.still').boundingBox())!
  expect(picture.y + picture.height).toBeLessThanOrEqual(button.y + 1)
})

test.each([
  [375, true],
  [1440, false],
])('at %d pixels a violation has one way to close it, and no button covers its heading', async (width, isTouch) => {
  const page = await opened(`d/rate-limiter/?${VIOLATED}&play=1`, { width, height: 812, isTouch })
  await page.locator('.evidence .beat').first().waitFor()
  const sheet = page.locator('.inspector')
  expect(await sheet.getByRole('button', { name: /^Close/ }).count()).toBe(1)
  const overlaps = await sheet.evaluate((element) => {
    const buttons = [...element.querySelectorAll('.inspector-close, .inspector-widen')].map((button) =>
      button.getBoundingClientRect(),
    )
    const words = document.createRange()
    words.selectNodeContents(element.querySelector('h2')!)
    return [...words.getClientRects()].some(({ left, right, top, bottom }) =>
      buttons.some(
        (button) => left < button.right && right > button.left && top < button.bottom && bottom > button.top,
      ),
    )
  })
  expect(overlaps).toBe(false)
})

test('the legend of a diagram that marks breakers and requests says which is which, and the chart has a key of its own', async () => {
  const page = await opened('d/breakers/?seed=7&at=3000')
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  const groups = page.getByRole('list', { name: 'Legend' }).locator('strong')
  expect(await groups.count()).toBe(2)
  await page.locator('.timeline-more').click()
  await page.getByRole('list', { name: 'Colours of the traffic' }).locator('li').first().waitFor()
})

test('finding 24: an address says what was meant, and is mended', async () => {
  const { page } = await browser.newPage()
  await page.goto(`${site.url}d/rate-limiter/?scenario=redis-hang&seed=7&set=windwMs:2000&theme=dark&at=300`)
  await page.locator('.stage[data-live="true"]').waitFor()
  const notices = page.getByRole('status', { name: 'About the address' })
  expect(await notices.innerText()).toContain('Did you mean “redis-hangs”?')
  expect(await notices.innerText()).toContain('Did you mean “windowMs”?')
  await expect.poll(() => new URL(page.url()).searchParams.get('scenario')).toBe('steady')
  const { searchParams } = new URL(page.url())
  expect(['seed', 'set', 'theme', 'at'].map((key) => searchParams.get(key))).toEqual(['7', null, 'dark', '300'])

  // What was meant is a press away, one after the other; then nothing is left to say.
  await notices.getByRole('group', { name: 'Instead of windwMs:2000' }).getByRole('button').click()
  await notices.getByRole('button', { name: 'Redis hangs', exact: true }).click()
  await notices.waitFor({ state: 'detached' })
  const asked = () => ['scenario', 'set'].map((key) => new URL(page.url()).searchParams.get(key))
  await expect.poll(asked).toEqual(['redis-hangs', 'windowMs:2000'])
})
