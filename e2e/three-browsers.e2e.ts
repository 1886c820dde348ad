/**
 * The other two families of browsers, besides Chromium, which all other tests use: the same run gives the same trace hash in SpiderMonkey
 * and in JavaScriptCore as in V8, and a visitor and the page around a frame get there as they do in Chromium.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalog, loadSimulation } from '~/catalog'
import type { Advance, AdvanceRequest } from '~/host/api'
import type { Reply } from '~/host/links/protocol'
import { shortRun } from '~/host/testing/short-run'
import type { Run } from '~/kernel/run'
import { ROOT } from '../scripts/root.mjs'
import { findFirefox, findWebKit } from '../scripts/tools.mjs'
import { siteUrl } from './browser'
import { Driver } from './webdriver/driver'
import { startFirefox } from './webdriver/firefox'
import { startWebKit } from './webdriver/webkit'

const site = { url: siteUrl() }
const live = catalog.filter(({ isLive }) => isLive).map(({ id }) => id)
const [firefox, webKit] = [await findFirefox(), await findWebKit()]

/** A run in which the limit does not hold once Redis is gone, since nobody counts instead. */
const FRAGILE = 'scenario=steady&seed=7&without=shadow-cache&duration=60000&do=rate:clients=100@0&do=rate:abuser=400@0'

test('no file of the site takes in the first file of a worker, which WebKit would run a second time', () => {
  const folder = path.join(ROOT, 'dist/assets')
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'))
  const isTaker = (name: string) =>
    /(from|import)\s*["'`]\.\/[\w.]*\.worker-/.test(readFileSync(path.join(folder, name), 'utf8'))
  expect(scripts.filter(isTaker)).toEqual([])
})

describe.each([
  ['Firefox', firefox !== null, () => startFirefox(firefox!)],
  ['WebKit', webKit !== null, () => startWebKit(webKit!.driver, webKit!.screen)],
] as const)('%s', (_, isThere, start) => {
  describe.skipIf(!isThere && !process.env['CI'])('is driven, and', () => {
    let driver: Driver
    let host: Server

    beforeAll(async () => {
      driver = new Driver(await start())
      await driver.prepare()
      host = createServer((_request, response) => {
        response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
        response.end(hostPage())
      })
      await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
    })

    afterAll(async () => {
      host?.close()
      await driver?.close()
    })

    test.each(live)('a run of %s has the hash that it has in Node', async (id) => {
      const simulation = await loadSimulation(id)
      const scenario = simulation.scenarios[0]!.id
      await driver.goTo(site.url)
      const hash = await driver.run(hashInWorker, `${site.url}assets/${workerFile()}`, shortRun(simulation, scenario))
      const pinned = readFileSync(path.join(ROOT, 'simulations', id, 'hashes.json'), 'utf8')
      expect(hash).toBe((JSON.parse(pinned) as Record<string, string>)[scenario])
    })

    test('a visitor comes from the gallery, plays, breaks Redis, and is shown what is violated', async () => {
      await driver.goTo(site.url)
      await driver.click('//a[contains(@href, "d/rate-limiter/")]')
      await driver.find('//*[contains(@class, "stage") and @data-live="true"]')
      await driver.goTo(`${site.url}d/rate-limiter/?${FRAGILE}`)
      await driver.find('//*[contains(@class, "stage") and @data-live="true"]')
      await driver.click('//button[normalize-space(.)="Play" and not(@disabled)]')
      await driver.waitFor('traffic is measured', () =>
        /p95/.test(document.querySelector('[data-testid="figure-gateway"]')?.textContent ?? ''),
      )
      await driver.click('//*[contains(@class, "react-flow__node") and @data-id="redis"]')
      await driver.press('b')
      await driver.click('//button[contains(@class, "quick-fault") and contains(., "Freeze")]')
      await driver.waitFor('the act is part of the address', () => /do=freeze:redis/.test(location.search))
      await driver.find('//*[contains(normalize-space(.), "Does not hold: ") and self::h2]')
    })

    test('a frame shows its poster, runs at a click, and tells the page around it of a violation', async () => {
      await driver.goTo(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`)
      await driver.waitFor('there is a poster', () => {
        const image = document.querySelector('arch-diagram')?.shadowRoot?.querySelector('img')
        return (image?.naturalWidth ?? 0) > 300
      })
      await driver.run(listen)
      await driver.click('//arch-diagram')
      await expect.poll(() => driver.run(said, 'ready')).toContain('"diagram":"rate-limiter"')
      await expect.poll(() => driver.run(said, 'state')).toContain('"phase":"running"')
      await driver.run(send, 'inject', { verb: 'rate', target: 'clients', value: '100' })
      await driver.run(send, 'inject', { verb: 'rate', target: 'abuser', value: '1000' })
      await driver.run(send, 'inject', { verb: 'freeze', target: 'redis' })
      await expect.poll(() => driver.run(said, 'invariant')).toBe('{"id":"outage-contract","held":false}')
    })
  })
})

/** A page of another origin with a diagram whose shadow cache is off. */
function hostPage(): string {
  return `<!doctype html><html lang="en"><head><title>A portfolio</title>
<script src="${site.url}arch-diagram.js" defer></script></head>
<body><arch-diagram name="rate-limiter" scenario="steady" seed="7" without="shadow-cache"></arch-diagram></body></html>`
}

function workerFile(): string {
  return readdirSync(path.join(ROOT, 'dist/assets')).find((name) => /^engine\.worker-.*\.js$/.test(name))!
}

/** In the page: plays a run to its end in a worker; gives its trace hash. */
async function hashInWorker(url: string, run: Run): Promise<string> {
  const worker = new Worker(url, { type: 'module' })
  const { port1, port2 } = new MessageChannel()
  const pending = new Map<number, (reply: Reply) => void>()
  port1.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    if (data.kind === 'answer' || data.kind === 'refusal') pending.get(data.number!)!(data)
  })
  port1.start()
  let number = 0
  const ask = (name: string, asked: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      pending.set(++number, (reply) =>
        reply.kind === 'answer' ? resolve(reply.answer) : reject(new Error(JSON.stringify(reply))),
      )
      port1.postMessage({ kind: 'question', number, name, asked: [asked] })
    })
  // As Comlink writes a call of the worker's door.
  const argument = { type: 'RAW', value: port2 }
  worker.postMessage({ id: '1', type: 'APPLY', path: ['connect'], argumentList: [argument] }, [port2])
  const request: AdvanceRequest = { untilMs: 1e9, eventsMax: 1e9, wallMs: 1000, speed: 100, stop: { at: [], after: 0 } }
  await ask('open', run)
  try {
    for (;;) {
      const { frame } = (await ask('advance', request)) as Advance
      if (frame.ended) return frame.hash
    }
  } finally {
    worker.terminate()
  }
}

/** In the page: keeps what the frame says. */
function listen(): void {
  document.addEventListener('arch-diagram', (event) => {
    const { type, payload } = (event as CustomEvent<{ readonly type: string; readonly payload: unknown }>).detail
    document.body.dataset[type] = JSON.stringify(payload)
  })
}

/** In the page: the payload of the last message of a type; undefined before there is one. */
function said(type: string): string | undefined {
  return document.body.dataset[type]
}

/** In the page: says something to the frame. */
function send(type: string, payload: unknown): void {
  const element = document.querySelector('arch-diagram') as unknown as { send(type: string, payload: unknown): void }
  element.send(type, payload)
}
