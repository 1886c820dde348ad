/** The part of `npm run bench` that is measured in a browser: how fast diagrams go there, and how soon something is seen. */
import { ROOT } from './root.mjs'
import { BROWSER_ARGUMENTS, findBrowser } from './tools.mjs'

export const SEED = 42
const WATCH_MS = 31_000
const WARM_UP_MS = 3_000

/** The rate limiter, and other diagrams, in a Chromium worker with the playground open: how fast it can go, and whether it keeps up at 1×. */
export async function measurePlayground() {
  const executablePath = await findBrowser()
  if (executablePath === null) throw new Error('no Chromium found')
  const { chromium } = await import('playwright-core')
  const { preview } = await import('vite')
  const server = await preview({ root: ROOT, logLevel: 'error', preview: { port: 0 } })
  const address = /** @type {import('node:net').AddressInfo} */ (server.httpServer.address())
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGUMENTS })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    const url = `http://127.0.0.1:${address.port}/d/rate-limiter/?scenario=steady&seed=${SEED}&duration=120000`
    const atReal = await watch(page, url, '1')
    const atMost = await watch(page, url, '100')
    const scrub = await scrubPlayed(page)
    const firstDecisionMs = await firstEvent(browser, url)
    const site = `http://127.0.0.1:${address.port}`
    const fromGallery = await measureGallery(browser, site)
    const payments = await measureCharges(browser, site)
    const events = await measureDiagram(browser, `${site}/d/events/?scenario=steady&seed=${SEED}&duration=120000`)
    // At 20 visits a second, of which most send a transaction.
    const trade = `?scenario=steady&seed=${SEED}&duration=1200000&do=rate:web=20@0`
    const marketplace = await measureDiagram(browser, `${site}/d/nft-marketplace/${trade}`)
    return {
      what: 'the same with the playground open at 1440×900 in headless Chromium, which draws without a GPU',
      browser: browser.version(),
      askedFor1: atReal,
      askedFor100: atMost,
      scrub,
      firstDecisionAfterPlayMs: firstDecisionMs,
      firstDecisionFromTheGalleryMs: fromGallery,
      payments,
      events,
      marketplace,
    }
  } finally {
    await browser.close()
    await server.close()
  }
}

/**
 * Plays for a while and reads the time on the screen.
 * @param {import('playwright-core').Page} page
 * @param {string} url
 * @param {string} speed
 */
async function watch(page, url, speed) {
  await page.goto(url)
  const play = page.getByRole('button', { name: 'Play', exact: true })
  await play.waitFor()
  await page.getByLabel('Speed').selectOption(speed)
  await play.click()
  await page.waitForTimeout(WARM_UP_MS)
  const result = await page.evaluate(async (watchMs) => {
    const readMs = () => {
      const text = document.querySelector('[data-testid="time"]')?.textContent ?? '0:0'
      const [minutes, seconds] = text.split(':')
      return Number(minutes) * 60_000 + Number(seconds) * 1000
    }
    /** @type {number[]} */
    const gaps = []
    const startedAt = performance.now()
    const fromMs = readMs()
    let last = startedAt
    while (performance.now() - startedAt < watchMs) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const now = performance.now()
      gaps.push(now - last)
      last = now
    }
    gaps.sort((a, b) => a - b)
    return {
      virtualMs: readMs() - fromMs,
      wallMs: performance.now() - startedAt,
      frameP95Ms: gaps[Math.floor(gaps.length * 0.95)],
    }
  }, WATCH_MS)
  return {
    virtualMs: Math.round(result.virtualMs),
    wallMs: Math.round(result.wallMs),
    timesRealTime: round(result.virtualMs / result.wallMs),
    frameP95Ms: round(result.frameP95Ms ?? 0),
  }
}

/**
 * Moves the time cursor of a played run, from the key to the second picture after it.
 * @param {import('playwright-core').Page} page
 */
async function scrubPlayed(page) {
  const pause = page.getByRole('button', { name: 'Pause', exact: true })
  if (await pause.isVisible()) await pause.click()
  await page.waitForTimeout(500)
  const slider = page.getByRole('slider', { name: 'Moment shown' })
  await slider.focus()
  /** @type {number[]} */
  const moves = []
  for (const key of ['Home', ...Array(12).fill('PageUp'), ...Array(12).fill('ArrowLeft')]) {
    const from = performance.now()
    await page.keyboard.press(key)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    moves.push(performance.now() - from)
  }
  moves.sort((a, b) => a - b)
  return {
    moves: moves.length,
    medianMs: Math.round(moves[Math.floor(moves.length / 2)] ?? 0),
    slowestMs: Math.round(moves.at(-1) ?? 0),
  }
}

/**
 * From pressing play on a page that is ready to the first event on the screen; nothing is cached but by the server.
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 */
async function firstEvent(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(url)
  const play = page.getByRole('button', { name: 'Play', exact: true })
  await page.locator('.stage[data-live="true"]').waitFor()
  const from = performance.now()
  await play.click()
  await page.waitForFunction(() => document.querySelector('[data-testid="events"]')?.textContent !== '0')
  const tookMs = Math.round(performance.now() - from)
  await page.close()
  return tookMs
}

/**
 * Another diagram with the playground open: at real time, as fast as it goes, and how soon something is seen.
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 */
async function measureDiagram(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const askedFor1 = await watch(page, url, '1')
  const askedFor100 = await watch(page, url, '100')
  await page.close()
  return { askedFor1, askedFor100, firstEventAfterPlayMs: await firstEvent(browser, url) }
}

/**
 * From pressing the gallery's one button, which runs its first diagram, to the first decision on the screen; nothing of the engine was
 * fetched before the press.
 * @param {import('playwright-core').Browser} browser
 * @param {string} site
 */
async function measureGallery(browser, site) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const fromPressing = async () => {
    const page = await context.newPage()
    await page.goto(`${site}/`)
    await page.waitForLoadState('networkidle')
    const tookMs = await pressAndAwait(page, 'Freeze Redis', 'figure-gateway')
    await page.close()
    return Math.round(tookMs)
  }
  const took = { cold: await fromPressing(), warm: await fromPressing() }
  await context.close()
  return took
}

/**
 * From asking for the page to the first charge, with play pressed as soon as it can be; the same from pressing play in a frame, where
 * nothing of the engine was fetched before; and how fast many charges go.
 * @param {import('playwright-core').Browser} browser
 * @param {string} site
 */
async function measureCharges(browser, site) {
  const query = `?scenario=steady&seed=${SEED}`
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const fromLoading = async () => {
    const from = performance.now()
    await page.goto(`${site}/d/payments/${query}`)
    await pressAndAwait(page, 'Play', 'figure-api')
    return Math.round(performance.now() - from)
  }
  const playground = { cold: await fromLoading(), warm: await fromLoading() }
  const at300 = await watch(page, `${site}/d/payments/${query}&duration=120000&do=rate:client=300@0`, '100')
  await context.close()

  const other = await browser.newContext({ viewport: { width: 820, height: 560 } })
  const fromPressing = async () => {
    const frame = await other.newPage()
    await frame.goto(`${site}/embed/payments/${query}`)
    await frame.waitForLoadState('networkidle')
    const tookMs = await pressAndAwait(frame, 'Run it live', 'figure-api')
    await frame.close()
    return Math.round(tookMs)
  }
  const embed = { cold: await fromPressing(), warm: await fromPressing() }
  await other.close()
  return {
    firstChargeFromLoadingThePlaygroundMs: playground,
    firstChargeFromPressingPlayInAFrameMs: embed,
    at300OrdersPerSecond: at300,
  }
}

/**
 * Presses a button as soon as it can be, and waits until a figure is a number. Done in the page, which loses no time with asking.
 * @param {import('playwright-core').Page} page
 * @param {string} name
 * @param {string} testId
 * @returns {Promise<number>} from pressing to the figure, in milliseconds
 */
function pressAndAwait(page, name, testId) {
  return page.evaluate(
    ([label, id]) =>
      new Promise((resolve) => {
        let pressedAt = 0
        const look = () => {
          const button = [...document.querySelectorAll('button')].find(
            (each) => each.textContent?.trim() === label && !each.disabled,
          )
          if (pressedAt === 0 && button !== undefined) {
            pressedAt = performance.now()
            button.click()
          }
          const figure = document.querySelector(`[data-testid="${id}"]`)?.textContent ?? ''
          if (pressedAt > 0 && /\d/.test(figure)) resolve(performance.now() - pressedAt)
          else requestAnimationFrame(look)
        }
        look()
      }),
    [name, testId],
  )
}

/** @param {number} figure */
function round(figure) {
  return Math.round(figure * 100) / 100
}
