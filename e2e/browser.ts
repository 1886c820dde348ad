/**
 * A real browser on the built site. Every page fails its test on an uncaught error, an error on the console or a
 * violation of the content security policy, whatever else the test looks at.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, Result, RunOptions } from 'axe-core'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest'

/** How a page is opened. */
export interface PageOptions {
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'light' | 'dark'
  readonly reducedMotion?: 'reduce' | 'no-preference'
  /** The system forces its colours upon pages. */
  readonly forcedColors?: 'active' | 'none'
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

/** Address of the built site's root, with a slash at its end. */
export function siteUrl(): string {
  return inject('siteUrl')
}

/** Connects to the browser that all files share. */
export async function openBrowser(): Promise<TestBrowser> {
  const browser = await chromium.connect(inject('browserUrl'))
  return { newPage: (options) => newPage(browser, options), close: () => browser.close() }
}

/** The browser for the tests of the file that calls this: connected before the first, and let go of after the last. */
export function browserOfFile(): Pick<TestBrowser, 'newPage'> {
  let browser: TestBrowser | undefined
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())
  return { newPage: (options) => browser!.newPage(options) }
}

/**
 * Waits for so many pictures of a page. What is to be shown not to happen would have happened by then: whatever moves by itself on
 * these pages moves with the pictures.
 */
export function pictures(page: Page, count: number): Promise<void> {
  return page.evaluate(async (wanted) => {
    for (let each = 0; each < wanted; each++) await new Promise((resolve) => requestAnimationFrame(resolve))
  }, count)
}

/** How long a test waits for what a page should do, however busy the machine is. */
const WAIT_MS_MAX = 150_000

async function newPage(browser: Browser, options: PageOptions = {}): Promise<WatchedPage> {
  const {
    width = 1440,
    height = 900,
    colorScheme = 'light',
    reducedMotion = 'no-preference',
    forcedColors = 'none',
    isTouch = false,
  } = options
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion,
    forcedColors,
    hasTouch: isTouch,
    isMobile: isTouch,
  })
  context.setDefaultTimeout(WAIT_MS_MAX)
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
