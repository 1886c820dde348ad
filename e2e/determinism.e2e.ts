/**
 * The same run gives the same trace hash in a Chromium worker as in Node, for every scenario of every live diagram: the hashes
 * that `src/host/hashes.test.ts` pins. The runs of a diagram go one after another through one worker of the built site, which
 * is asked as the page asks it; and one of each diagram goes through the page itself.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type * as Comlink from 'comlink'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { catalog, loadSimulation } from '~/catalog'
import type { Advance, AdvanceRequest } from '~/host/api'
import type { Door } from '~/host/links/worker'
import type { Question, Reply } from '~/host/links/protocol'
import { shortRun } from '~/host/testing/short-run'
import type { Run } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import { ROOT } from '../scripts/root.mjs'
import { browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

const live = catalog.filter(({ isLive }) => isLive).map(({ id }) => id)

function pinnedHashes(diagram: string): Record<string, string> {
  const file = path.join(ROOT, 'simulations', diagram, 'hashes.json')
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
}

describe('one hash in Node and in Chromium', () => {
  test.each(live)('%s, every scenario', async (id) => {
    const simulation = await loadSimulation(id)
    const { page } = await browser.newPage()
    await page.goto(site.url)
    await startEngine(page)
    const hashes: Record<string, string> = {}
    for (const { id: scenario } of simulation.scenarios) {
      hashes[scenario] = await hashOf(page, shortRun(simulation, scenario))
    }
    expect(hashes).toEqual(pinnedHashes(id))
  })

  test.each(live)('%s, played on its page', async (id) => {
    const simulation = await loadSimulation(id)
    const { id: scenario } = simulation.scenarios[0]!
    const { page } = await browser.newPage()
    await page.goto(`${site.url}d/${id}/?${formatRunQuery(shortRun(simulation, scenario))}`)
    await page.locator('.stage[data-live="true"]').waitFor()
    await page.getByLabel('Speed').selectOption('100')
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await page.getByRole('button', { name: 'Replay', exact: true }).waitFor()
    expect(await page.getByTestId('hash').innerText()).toBe(pinnedHashes(id)[scenario])
  })
})

/** What stands in the page of a test. */
interface Asking {
  readonly Comlink: typeof Comlink
  ask(name: string, ...asked: readonly unknown[]): Promise<unknown>
}

/** Starts a worker of the built site from a page of it, and puts a way to ask it there. */
async function startEngine(page: Page): Promise<void> {
  const asset = readdirSync(path.join(ROOT, 'dist/assets')).find((name) => /^engine\.worker-.*\.js$/.test(name))
  // It comes in through the debugging protocol, which the content security policy does not bind.
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('comlink'), 'utf8'))
  await page.evaluate(async (url) => {
    const global = globalThis as unknown as Asking & { ask: Asking['ask'] }
    const worker = new Worker(url, { type: 'module' })
    const { port1, port2 } = new MessageChannel()
    const pending = new Map<number, (reply: Reply) => void>()
    port1.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
      if (data.kind === 'answer' || data.kind === 'refusal') pending.get(data.number!)!(data)
    })
    port1.start()
    let number = 0
    global.ask = (name, ...asked) =>
      new Promise((resolve, reject) => {
        const question: Question = { kind: 'question', number: ++number, name, asked }
        pending.set(number, (reply) =>
          reply.kind === 'answer' ? resolve(reply.answer) : reject(new Error(JSON.stringify(reply))),
        )
        port1.postMessage(question)
      })
    await global.Comlink.wrap<Door>(worker).connect(global.Comlink.transfer(port2, [port2]))
  }, `${site.url}assets/${asset}`)
}

/** Plays a run to its end; gives its trace hash. */
function hashOf(page: Page, run: Run): Promise<string> {
  return page.evaluate(async (opened) => {
    const { ask } = globalThis as unknown as Asking
    await ask('open', opened)
    const request: AdvanceRequest = {
      untilMs: 1e9,
      eventsMax: 1e9,
      wallMs: 1000,
      speed: 100,
      stop: { at: [], after: 0 },
    }
    for (;;) {
      const { frame } = (await ask('advance', request)) as Advance
      if (frame.ended) return frame.hash
    }
  }, run)
}
