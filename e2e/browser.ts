/**
 * A real browser on the built site. Every page fails its test on an uncaught error, an error on the console or a
 * violation of the content security policy, whatever else the test looks at.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import path from 'node:path'
import type { AxeResults, Result, RunOptions } from 'axe-core'
import { chromium, type Browser, type Page } from 'playwright-core'
import { preview } from 'vite'
import { expect, onTestFinished } from 'vitest'
import { ROOT } from '../scripts/root.mjs'
import { BROWSER_ARGUMENTS, findBrowser } from '../scripts/tools.mjs'

/** How a page is opened. */
export interface PageOptions {
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'light' | 'dark'
  readonly reducedMotion?: 'reduce' | 'no-preference'
  /** A phone or tablet: fingers instead of a mouse. */
  readonly isTouch?: boolean
}

/** A page and what went wrong in it. */
export interface WatchedPage {
  readonly page: Page
  /** Errors seen so far. A test that provokes one on purpose takes it out again, or it fails when it ends. */
  readonly problems: string[]
}

/** A browser for the tests of one file. */
export interface TestBrowser {
  /** Opens a page for the running test; it is closed, and its problems are judged, when the test ends. */
  newPage(options?: PageOptions): Promise<WatchedPage>
  close(): Promise<void>
}

/** The built site on a port of its own. */
export interface Served {
  /** Address of the site's root, with a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

/** Starts the browser that `npm test` finds or installs. */
export async function openBrowser(): Promise<TestBrowser> {
  const executablePath = await findBrowser()
  if (executablePath === null) throw new Error('No Chromium found: run npm test, which says what to do')
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGUMENTS })
  return { newPage: (options) => newPage(browser, options), close: () => browser.close() }
}

/** Serves `dist` of the project, or of a copy of it, as `npm start` does. */
export async function serveSite(root = ROOT): Promise<Served> {
  const port = await freePort()
  const server = await preview({
    root,
    configFile: path.join(root, 'vite.config.ts'),
    logLevel: 'error',
    preview: { port, strictPort: true },
  })
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function newPage(browser: Browser, options: PageOptions = {}): Promise<WatchedPage> {
  const {
    width = 1440,
    height = 900,
    colorScheme = 'light',
    reducedMotion = 'no-preference',
    isTouch = false,
  } = options
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion,
    hasTouch: isTouch,
    isMobile: isTouch,
  })
  const problems: string[] = []
  await context.exposeBinding('reportViolation', (_source, text: string) => problems.push(`policy violated: ${text}`))
  await context.addInitScript(() => {
    document.addEventListener(
      'securitypolicyviolation',
      ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) => {
        const report = (globalThis as unknown as { reportViolation(text: string): void }).reportViolation
        report(`${effectiveDirective} blocked ${blockedURI} at ${sourceFile}:${lineNumber}`)
      },
    )
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.stack ?? error.message}`))
  page.on('crash', () => problems.push('the page crashed'))
  // The console of workers arrives here, too.
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`)
  })
  onTestFinished(async () => {
    await context.close()
    expect(problems).toEqual([])
  })
  return { page, problems }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Checks a page for accessibility and returns the violations, one line each. The checker comes in through the debugging
 * protocol, which the content security policy does not bind.
 */
export async function axe(page: Page, options: RunOptions = {}): Promise<string[]> {
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate<AxeResults, RunOptions>(
    (given) => (globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(given),
    options,
  )
  return violations.map(describeViolation)
}

function describeViolation({ id, help, nodes }: Result): string {
  return `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join('; ')})`
}
