/** A run embedded where people write: from the playground through the page that makes snippets into a Markdown site and a React application. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { marked } from 'marked'
import type { Page } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from '../scripts/root.mjs'
import { browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()
/** What the server gives, by path. */
const files: Record<string, { readonly type: string; readonly body: string }> = {}
let host: Server
let hostUrl: string

beforeAll(async () => {
  host = createServer(({ url = '/' }, response) => {
    const file = files[url]
    response.writeHead(file === undefined ? 404 : 200, { 'Content-Type': file?.type ?? 'text/plain' })
    response.end(file?.body)
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  hostUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}`
})

afterAll(() => host?.close())

function pageOf(body: string): { readonly type: string; readonly body: string } {
  return {
    type: 'text/html; charset=utf-8',
    body: `<!doctype html><html lang="en"><head><title>A portfolio</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width"></head><body>${body}</body></html>`,
  }
}

const RUN = 'scenario=steady&seed=7&without=shadow-cache&do=rate:clients=200@0&do=rate:abuser=40@0&do=crash:redis@400'

async function snippetOf(page: Page, address: string): Promise<string> {
  await page.goto(address)
  const snippet = page.getByTestId('snippet')
  await expect.poll(() => snippet.innerText()).toContain('crash:redis@400')
  return snippet.innerText()
}

test('“Embed this run” fills in the snippet, and a Markdown site shows that very run, as high as it needs', async () => {
  const { page } = await browser.newPage()
  await page.goto(`${site.url}d/rate-limiter/?${RUN}&at=800&select=redis`)
  await expect.poll(() => page.getByTestId('time').innerText()).toBe('00:00.800')
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  const link = page.getByRole('link', { name: 'Embed this run' })
  await link.focus()
  const snippet = await snippetOf(
    page,
    (await link.getAttribute('href'))!.replace(/^\//, new URL(site.url).origin + '/'),
  )
  expect(await page.getByRole('checkbox', { name: /^A shadow cache/ }).isChecked()).toBe(false)

  files['/post'] = pageOf(await marked.parse(`# Systems\n\nWhat happens *without* Redis:\n\n${snippet}\n\nRead on.\n`))
  const { page: post } = await browser.newPage({ width: 375, height: 812 })
  await post.goto(`${hostUrl}/post`)
  const element = post.locator('arch-diagram')
  await element.getByRole('link').click()
  const frame = element.frameLocator('iframe')
  await expect.poll(() => frame.getByTestId('time').innerText()).toBe('00:00.800')
  expect(await frame.locator('.react-flow__node[data-id="redis"]').innerText()).toContain('crashed')
  // The frame has told how high it should be: the whole diagram is in it, as wide as the column.
  const heightOf = () => element.locator('iframe').evaluate((each) => each.getBoundingClientRect().height)
  await expect.poll(heightOf).toBeGreaterThan(400)
  const [first, width] = await frame
    .locator('.react-flow__node')
    .evaluateAll((nodes) => [
      Math.min(...nodes.map((node) => node.getBoundingClientRect().left)),
      Math.max(...nodes.map((node) => node.getBoundingClientRect().right)),
    ])
  expect(width! - first!).toBeGreaterThan(300)
  const within = await frame.locator('.react-flow__node').evaluateAll((nodes) =>
    nodes.every((node) => {
      const { top, bottom } = node.getBoundingClientRect()
      return top >= 0 && bottom <= innerHeight
    }),
  )
  expect(within).toBe(true)
})

test('one button in the frame breaks what the diagram is about, and heals it', async () => {
  const { page } = await browser.newPage({ width: 640, height: 420 })
  await page.goto(`${site.url}embed/rate-limiter/?seed=7&do=rate:clients=200@0`)
  await page.getByRole('button', { name: 'Run it live' }).click()
  await page.getByRole('button', { name: 'Freeze Redis' }).click()
  await page.getByRole('button', { name: 'Heal Redis' }).click()
  await page.getByRole('button', { name: 'Freeze Redis' }).waitFor()
})

test('a React application holds the element as any other, hears it, and lets go of it', async () => {
  const source = `
import { createElement as h, StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
function App() {
  const [said, setSaid] = useState('')
  const [isShown, setShown] = useState(true)
  return h('main', null,
    h('button', { onClick: () => setShown(!isShown) }, 'toggle'),
    h('output', null, said),
    isShown && h('arch-diagram', {
      name: 'rate-limiter', seed: 7, do: 'rate:clients=200@0', height: 460,
      'onarch-diagram': ({ detail }) => setSaid(detail.type === 'state' ? detail.payload.phase : detail.type),
    }))
}
createRoot(document.getElementById('root')).render(h(StrictMode, null, h(App)))`
  const built = (await build({
    configFile: false,
    root: ROOT,
    logLevel: 'silent',
    plugins: [
      {
        name: 'application',
        resolveId: (id) => (id === 'application' ? id : null),
        load: (id) => (id === 'application' ? source : null),
      },
    ],
    build: { write: false, rolldownOptions: { input: 'application' } },
  })) as Rolldown.RolldownOutput
  const code = built.output.map((each) => ('code' in each ? each.code : '')).join('\n')
  files['/application.js'] = { type: 'text/javascript', body: code }
  files['/application'] = pageOf(
    `<div id="root"></div><script src="${site.url}arch-diagram.js"></script><script type="module" src="/application.js"></script>`,
  )
  const { page } = await browser.newPage({ width: 900, height: 700 })
  await page.goto(`${hostUrl}/application`)
  const element = page.locator('arch-diagram')
  await element.getByRole('link').click()
  await expect.poll(() => page.locator('output').innerText()).toBe('running')
  // Who says how high it is, is not asked again.
  expect(await element.locator('iframe').evaluate((each) => each.getBoundingClientRect().height)).toBe(460)
  await page.getByRole('button', { name: 'toggle' }).click()
  expect(await page.locator('iframe').count()).toBe(0)
  await page.getByRole('button', { name: 'toggle' }).click()
  await element.getByRole('link').waitFor()
})
