/**
 * `npm run bench`: measures, and prints one JSON object. Nothing here passes or fails: machines differ, and shared ones
 * from minute to minute, so every figure comes with its conditions. What cannot be measured here says why in its place, and the
 * rest is measured all the same. `npm run bench -- --memory 60` measures the memory of a virtual hour instead, which takes about
 * an hour.
 */
import './node-version.mjs'
import { spawnSync } from 'node:child_process'
import os from 'node:os'
import { measureBreaker } from './bench-breaker.mjs'
import { build, isBuilt } from './build.mjs'
import { install } from './install.mjs'
import { measured } from './measured.mjs'
import { ROOT } from './root.mjs'
import { runTypeScript } from './run-typescript.mjs'
import { BROWSER_ARGUMENTS, findBrowser, provide, TOOLS } from './tools.mjs'

const SEED = 42
const HEADLESS_MS = 60_000
const WATCH_MS = 31_000
const WARM_UP_MS = 3_000

await install()
if (!isBuilt() && (await build({ stdio: ['ignore', 'ignore', 'inherit'] })) !== 0) process.exit(1)

const conditions = {
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.cpus().length,
  node: process.version,
  loadAverageBefore: os.loadavg()[0],
}
const [mode, minutes = '60'] = process.argv.slice(2)
if (mode === '--memory') {
  const memory = JSON.parse(await runTypeScript('bench-memory', [minutes]))
  process.stdout.write(`${JSON.stringify({ conditions, memory }, null, 2)}\n`)
  process.exit(0)
}
// Peers and a browser, installed where they can be, as for the tests.
for (const tool of TOOLS) await provide(tool)
const figures = {
  conditions,
  headless: await measured(measureHeadless),
  redis: await measured(async () => JSON.parse(await runTypeScript('bench-redis'))),
  log: await measured(async () => JSON.parse(await runTypeScript('bench-log'))),
  payments: await measured(async () => JSON.parse(await runTypeScript('bench-payments'))),
  breaker: await measured(measureBreaker),
  playground: await measured(measurePlayground),
}
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)

/** The steady scenario in Node, as fast as it goes. */
function measureHeadless() {
  const args = ['sim', 'rate-limiter', '--seed', String(SEED), '--json', '--duration', `${HEADLESS_MS}ms`]
  const options = /** @type {const} */ ({ cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 })
  const result = spawnSync(process.execPath, ['scripts/run-cli.mjs', ...args], options)
  if (result.status !== 0) throw new Error(`sim ended with ${result.status}: ${result.stderr}`)
  const report = JSON.parse(result.stdout)
  return {
    what: 'rate-limiter, steady 10,000 requests a second for a minute and 5 s of calm; Valkey in WebAssembly, in a thread of its own',
    virtualMs: report.virtualMs,
    wallMs: report.wallMs,
    events: report.events,
    timesRealTime: round(report.virtualMs / report.wallMs),
  }
}

/** The same in a Chromium worker with the playground open: how fast it can go, and whether it keeps up at 1×. */
async function measurePlayground() {
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
    const firstDecisionMs = await firstDecision(browser, url)
    const site = `http://127.0.0.1:${address.port}`
    const payments = await measureCharges(browser, site)
    return {
      what: 'the same with the playground open at 1440×900 in headless Chromium, which draws without a GPU',
      browser: browser.version(),
      askedFor1: atReal,
      askedFor100: atMost,
      scrub,
      firstDecisionAfterPlayMs: firstDecisionMs,
      payments,
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
async function firstDecision(browser, url) {
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
