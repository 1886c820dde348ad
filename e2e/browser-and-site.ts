/**
 * What the tests in the browser share: one server of the built site and one Chromium, started before the first file and ended
 * after the last. Vitest calls this file by `globalSetup`.
 */
import { chromium, type BrowserServer } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { BROWSER_ARGUMENTS, findBrowser } from '../scripts/tools.mjs'
import { serveFolder, type Served } from './serve-folder'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the built site's root, with a slash at its end. */
    readonly siteUrl: string
    /** Where the browser takes connections. */
    readonly browserUrl: string
  }
}

let browser: BrowserServer | undefined
let site: Served | undefined

/** Starts both. */
export async function setup(project: TestProject): Promise<void> {
  const executablePath = await findBrowser()
  if (executablePath === null) throw new Error('No Chromium found: run npm test, which says what to do')
  browser = await chromium.launchServer({ executablePath, args: BROWSER_ARGUMENTS })
  site = await serveFolder()
  project.provide('browserUrl', browser.wsEndpoint())
  project.provide('siteUrl', site.url)
}

/** Ends both. */
export async function teardown(): Promise<void> {
  await browser?.close()
  await site?.close()
}
