/** A diagram on somebody else's page: the element and the frame under a strict policy, what they say, and how little they load. */
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { ROOT } from '../scripts/root.mjs'
import { axe, openBrowser, siteUrl, type TestBrowser } from './browser'

const site = { url: siteUrl() }
let browser: TestBrowser
let host: Server
let hostUrl: string

/** A plain page of another origin that allows nothing but this site, where it must. */
function hostPage(): string {
  return `<!doctype html><html lang="en"><head><title>A portfolio</title>
<script src="${site.url}arch-diagram.js" defer></script></head>
<body><h1>Systems</h1>
<arch-diagram name="rate-limiter" label="Distributed rate limiter" scenario="redis-hangs" seed="7" controls="none"></arch-diagram>
</body></html>`
}

beforeAll(async () => {
  browser = await openBrowser()
  const origin = new URL(site.url).origin
  host = createServer((_, response) => {
    response.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; script-src ${origin}; img-src ${origin}; frame-src ${origin}`,
    })
    response.end(hostPage())
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  hostUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}/`
})

afterAll(async () => {
  await browser?.close()
  host?.close()
})

interface Said {
  readonly type: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly id?: string
}

describe('the element on a page with a strict policy', () => {
  test('shows the poster, runs at a click, and answers the page', async () => {
    const { page, problems } = await browser.newPage({ width: 900, height: 800 })
    const fetched: string[] = []
    page.on('request', (request) => fetched.push(request.url()))
    await page.goto(hostUrl)
    const element = page.locator('arch-diagram')
    await expect
      .poll(() => element.evaluate((each) => each.shadowRoot?.querySelector('img')?.naturalWidth ?? 0))
      .toBeGreaterThan(300)
    expect(fetched.filter((url) => /wasm|embed\//.test(url))).toEqual([])

    await page.evaluate(() => {
      const heard: unknown[] = []
      Object.assign(window, { heard })
      document.addEventListener('arch-diagram', (event) => heard.push((event as CustomEvent).detail))
    })
    const heard = () => page.evaluate(() => (window as unknown as { heard: Said[] }).heard)
    const send = (type: string, payload?: unknown, id?: string) =>
      element.evaluate(
        (each, [sort, what, number]) =>
          (each as unknown as { send(type: unknown, payload: unknown, id: unknown): void }).send(sort, what, number),
        [type, payload, id],
      )
    await element.getByRole('link').click()
    await expect.poll(async () => (await heard()).map(({ type }) => type)).toContain('ready')
    expect((await heard()).find(({ type }) => type === 'ready')!.payload).toMatchObject({
      version: 1,
      diagram: 'rate-limiter',
    })
    const events = async () => Number((await heard()).findLast(({ type }) => type === 'state')?.payload['events'] ?? 0)
    await expect.poll(events).toBeGreaterThan(100)

    await send('inject', { verb: 'crash', target: 'redis' }, 'a')
    await expect.poll(async () => (await heard()).find(({ id }) => id === 'a')?.type).toBe('done')
    await send('inject', { verb: 'crash', target: '<img src=x onerror=alert(1)>' }, 'b')
    await expect
      .poll(async () => (await heard()).findLast(({ type }) => type === 'error')?.payload['message'])
      .toMatch(/target/)
    await send('inject', { verb: 'melt', target: 'redis' }, 'c')
    await expect
      .poll(async () => (await heard()).find(({ id }) => id === 'c')?.payload['message'])
      .toMatch(/cannot be done/)
    await send('pause', undefined, 'd')
    await expect
      .poll(async () => (await heard()).findLast(({ type }) => type === 'state')?.payload['phase'])
      .toBe('paused')
    await send('snapshot', undefined, 'e')
    await expect
      .poll(async () => (await heard()).find(({ id }) => id === 'e')?.payload['traceHash'])
      .toMatch(/^[0-9a-f]{16}$/)
    expect(problems).toEqual([])
  })

  test('is a poster again where it is put, and talks anew', async () => {
    const { page } = await browser.newPage({ width: 900, height: 800 })
    await page.goto(hostUrl)
    const element = page.locator('arch-diagram')
    await page.evaluate(() => {
      const greeted: unknown[] = []
      Object.assign(window, { greeted })
      document.addEventListener('arch-diagram', (event) => {
        if ((event as CustomEvent<Said>).detail.type === 'ready') greeted.push(event)
      })
    })
    const greeted = () => page.evaluate(() => (window as unknown as { greeted: unknown[] }).greeted.length)
    await element.getByRole('link').click()
    await expect.poll(greeted).toBe(1)
    await element.evaluate((each) => document.body.append(each))
    await element.getByRole('link').click()
    await expect.poll(greeted).toBe(2)
  })

  test('answers the page around it as a picture, too, and nobody else', async () => {
    const { page } = await browser.newPage()
    await page.goto(`${site.url}`)
    // A page of the same site, with the diagram in one frame and somebody else in another.
    await page.evaluate((address) => {
      const heard: unknown[] = []
      Object.assign(window, { heard })
      addEventListener('message', ({ data, ports: [port] }) => {
        heard.push(data)
        if (port === undefined) return
        port.onmessage = (event) => heard.push(event.data)
        Object.assign(window, { port })
      })
      for (const src of [address, 'about:blank'])
        document.body.append(Object.assign(document.createElement('iframe'), { src }))
    }, `${site.url}embed/rate-limiter/`)
    const diagram = page.frameLocator('iframe').first()
    await diagram.getByRole('button', { name: 'Run it live' }).waitFor()
    const heard = () => page.evaluate(() => (window as unknown as { heard: Said[] }).heard)
    const hello = { source: 'boxes-and-arrows', v: 1, type: 'hello' }
    const stranger = page.frames().find((frame) => frame.url() === 'about:blank')!
    await stranger.evaluate((greeting) => {
      addEventListener('message', () => document.body.append('answered'))
      parent.frames[0]!.postMessage(greeting, '*')
    }, hello)
    await page.evaluate(() => frames[0]!.postMessage('x'.repeat(10_000), '*'))
    // Messages come in the order in which they were posted: when the host's greeting is answered, the others have been read.
    await page.evaluate((greeting) => frames[0]!.postMessage(greeting, '*'), hello)
    await expect.poll(async () => (await heard()).map(({ type }) => type)).toContain('ready')
    expect((await heard()).filter(({ type }) => type === 'error')).toEqual([])
    expect(await stranger.evaluate(() => document.body.textContent)).toBe('')
    const send = (type: string, id: string) =>
      page.evaluate(
        ([sort, number]) =>
          (window as unknown as { port: MessagePort }).port.postMessage({
            source: 'boxes-and-arrows',
            v: 1,
            type: sort,
            id: number,
          }),
        [type, id],
      )
    const answer = async (id: string) => (await heard()).find((said) => said.id === id)
    await send('step', 'a')
    await expect
      .poll(() => answer('a'))
      .toMatchObject({ type: 'error', payload: { message: expect.stringMatching(/say “run”/) } })
    // What nobody sees does not run.
    await page.locator('iframe').first().scrollIntoViewIfNeeded()
    await send('run', 'b')
    await expect.poll(() => answer('b')).toMatchObject({ type: 'done' })
    const events = async () => Number((await heard()).findLast(({ type }) => type === 'state')?.payload['events'] ?? 0)
    await expect.poll(events).toBeGreaterThan(100)
  })

  test('shows what its address asks for, and names what it cannot', async () => {
    const { page } = await browser.newPage({ width: 900, height: 700 })
    await page.goto(`${site.url}embed/rate-limiter/?v=3&panel=code&controls=full&speed=9&motion=reduce&seed=x`)
    await page.getByText('“speed” is 0.1,').waitFor()
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await page.getByRole('button', { name: 'Run it live' }).click()
    await page.locator('.stage[data-live="true"]').waitFor()
    await page.getByText('The address is of version “3”').waitFor()
    await page.getByText('A seed is a whole number').waitFor()
    await page.getByLabel('Code of').selectOption('redis')
    await page.locator('.embed-panel .code').getByText('ZREMRANGEBYSCORE').first().waitFor()
    expect(await page.getByRole('button', { name: 'Step back one event' }).count()).toBe(1)
    expect(await page.locator('.stage-dots').count()).toBe(0)
    expect(await axe(page)).toEqual([])
  })

  test('shows the events of its run where its address asks for them', async () => {
    const { page } = await browser.newPage({ width: 900, height: 700 })
    await page.goto(`${site.url}embed/rate-limiter/?panel=trace&ctl=0`)
    await page.locator('.stage[data-live="true"]').waitFor()
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await expect.poll(() => page.locator('.events-row').count()).toBeGreaterThan(3)
  })
})

describe('the page that makes the snippet', () => {
  test('builds it as one chooses, and shows the frame', async () => {
    const { page } = await browser.newPage()
    const warnings: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'warning') warnings.push(message.text())
    })
    await page.goto(`${site.url}embed/`)
    const snippet = page.getByTestId('snippet')
    expect(await snippet.innerText()).toMatch(/arch-diagram\.js" defer><\/script>\s+<arch-diagram name="/)
    await page.getByRole('combobox', { name: 'Diagram', exact: true }).selectOption('rate-limiter')
    await page
      .getByRole('combobox', { name: 'Scenario' })
      .locator('option', { hasText: 'hangs' })
      .waitFor({ state: 'attached' })
    await page.getByRole('combobox', { name: 'Scenario' }).selectOption('redis-hangs')
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark')
    await page.getByRole('radio', { name: /Frame/ }).check()
    expect(await snippet.innerText()).toContain('embed/rate-limiter/?scenario=redis-hangs&amp;theme=dark')
    const seed = page.getByRole('textbox', { name: 'Seed' })
    await seed.fill('4294967296')
    await page.getByText('A seed is a whole number from 0 to 4294967295').waitFor()
    expect(await snippet.innerText()).not.toContain('seed')
    await seed.fill('8')
    expect(await snippet.innerText()).toContain('seed=8')
    await page.getByRole('combobox', { name: 'Below the diagram' }).selectOption('trace')
    expect(await snippet.innerText()).toContain('panel=trace')
    await page.frameLocator('.builder-preview').getByRole('button', { name: 'Run it live' }).waitFor()
    expect(warnings).toEqual([])
    expect(await axe(page)).toEqual([])
  })
})

test('the element says so where it names a diagram that is not there', async () => {
  const { page, problems } = await browser.newPage()
  await page.goto(hostUrl)
  const element = page.locator('arch-diagram')
  await element.evaluate((each) => each.setAttribute('name', 'nonsense'))
  await element.getByText('There is no architecture diagram “nonsense” here.').waitFor()
  expect(await element.getByRole('link', { name: 'See which there are' }).getAttribute('href')).toBe(site.url)
  // The browser itself tells of the picture that is missing.
  expect(problems.splice(0).filter((text) => !text.includes('404'))).toEqual([])
})

describe('what describes a diagram to other sites', () => {
  test('is an oEmbed document, a picture, and lines in its pages', async () => {
    const oembed = (await (await fetch(`${site.url}oembed/rate-limiter.json`)).json()) as Record<string, string>
    expect(oembed).toMatchObject({ version: '1.0', type: 'rich', title: 'Distributed rate limiter' })
    expect(oembed['html']).toMatch(/^<iframe src="https?:\/\/[^"]+\/embed\/rate-limiter\/"/)
    const picture = new Uint8Array(await (await fetch(`${site.url}architecture/rate-limiter.png`)).arrayBuffer())
    expect(String.fromCharCode(...picture.subarray(1, 4))).toBe('PNG')
    const html = await (await fetch(`${site.url}d/rate-limiter/`)).text()
    expect(html).toContain('application/json+oembed')
    expect(html).toMatch(/og:image" content="[^"]+\/architecture\/rate-limiter\.png"/)
    expect(html).toMatch(/og:description" content="[^"]{20,}"/)
    expect(await (await fetch(site.url)).text()).toMatch(/og:title" content="Boxes &amp; Arrows"/)
  })
})

test('a frame without an origin stays a picture and leads to a page of its own', async () => {
  // A host that lets every origin read its files, as many static hosts do: otherwise no script would run at all.
  const open = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const file = path.join(ROOT, 'dist', pathname.endsWith('/') ? `${pathname}index.html` : pathname)
    const types: Record<string, string> = {
      '.html': 'text/html',
      '.js': 'text/javascript',
      '.css': 'text/css',
      '.svg': 'image/svg+xml',
      '.woff2': 'font/woff2',
    }
    const type = types[path.extname(file)]
    const isThere = type !== undefined && existsSync(file)
    response.writeHead(isThere ? 200 : 404, {
      'Content-Type': type ?? 'text/plain',
      'Access-Control-Allow-Origin': '*',
    })
    response.end(isThere ? readFileSync(file) : '')
  })
  await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void open.close())
  const { page } = await browser.newPage()
  const address = `http://127.0.0.1:${(open.address() as AddressInfo).port}/embed/rate-limiter/?autoplay=1&seed=7`
  await page.setContent(`<iframe width="820" height="560" sandbox="allow-scripts" src="${address}"></iframe>`)
  const link = page.frameLocator('iframe').getByRole('link', { name: 'Open in a new tab' })
  await link.waitFor()
  expect(await link.getAttribute('href')).toContain('d/rate-limiter/?autoplay=1&seed=7')
})
