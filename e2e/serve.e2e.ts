import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../scripts/root.mjs'
import { securityHeaders } from '../scripts/security-headers.ts'
import { routes, simulationIds } from '../scripts/site.ts'
import { freePort } from './serve-folder'
import { browserOfFile, siteUrl } from './browser'

const DIST = path.join(ROOT, 'dist')
const ROUTES = routes(simulationIds(ROOT))

const site = { url: siteUrl() }
const browser = browserOfFile()

/** The address of the page's script, as its HTML has it. */
async function scriptOf(url: string): Promise<string> {
  const html = await (await fetch(url)).text()
  return new URL(/<script [^>]*src="([^"]+)"/.exec(html)![1]!, url).href
}

test('there are routes besides the gallery', () => {
  expect(ROUTES.length).toBeGreaterThan(0)
})

describe('the built site', () => {
  test.each(['', ...ROUTES.map((route) => `${route}/`)])(
    'answers at /%s, with the headers of its path',
    async (route) => {
      const response = await fetch(site.url + route)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toContain('text/html')
      for (const [name, value] of Object.entries(securityHeaders(`/${route}`))) {
        expect(response.headers.get(name), name).toBe(value)
      }
    },
  )

  test('sends the policy and a long life with its assets, which workers take theirs from', async () => {
    const response = await fetch(await scriptOf(site.url))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-security-policy')).toContain(`default-src 'none'`)
    expect(response.headers.get('content-type')).toContain('javascript')
    expect(response.headers.get('cache-control')).toContain('immutable')
  })

  test.each(['assets/none.js', 'd/none', 'd/none/', 'd/', 'none', 'none.html', '%E0%A4%A', '..%2fpackage.json'])(
    'answers 404 at /%s',
    async (address) => {
      const response = await fetch(site.url + address)
      expect(response.status).toBe(404)
      expect(response.headers.get('content-security-policy')).toContain(`default-src 'none'`)
      expect(await response.text()).toContain('There is no page at this address')
    },
  )

  test('redirects a route without a slash at its end and keeps the query', async () => {
    const [route] = ROUTES as [string]
    const response = await fetch(`${site.url}${route}?seed=7`, { redirect: 'manual' })
    expect(response.status).toBe(301)
    expect(new URL(response.headers.get('location')!, response.url).href).toBe(`${site.url}${route}/?seed=7`)
  })

  test('shows a designed page for what is not found', async () => {
    const { page, problems } = await browser.newPage()
    await page.goto(`${site.url}d/none`)
    expect(await page.locator('main').evaluate((main) => getComputedStyle(main).borderTopStyle)).toBe('dashed')
    // The browser itself notes the status on the console.
    expect(problems.splice(0)).toEqual([expect.stringContaining('404')])
  })
})

test('a page notices what the policy blocks, and errors nobody caught', async () => {
  const { page, problems } = await browser.newPage()
  await page.goto(site.url)
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('style'), { textContent: 'body { color: red }' }))
    setTimeout(() => {
      throw new Error('nobody caught this')
    })
  })
  // The two reports need not come in one reading: nothing is taken out of the list before both are in it.
  await expect.poll(() => problems.join('\n')).toMatch(/policy violated: style-src-elem/)
  await expect.poll(() => problems.join('\n')).toMatch(/nobody caught this/)
  problems.length = 0
})

describe('below some other path', () => {
  const BELOW = '/some/sub/path/'
  let url: string
  let close: () => void

  beforeAll(async () => {
    const port = await freePort()
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost')
      const inside = pathname.startsWith(BELOW) ? pathname.slice(BELOW.length) : null
      const file =
        inside === null ? '' : path.join(DIST, inside.endsWith('/') || inside === '' ? `${inside}index.html` : inside)
      if (file === '' || !existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end()
      const types: Record<string, string> = {
        '.html': 'text/html',
        '.js': 'text/javascript',
        '.css': 'text/css',
        '.svg': 'image/svg+xml',
      }
      response.writeHead(200, {
        ...securityHeaders(`/${inside}`),
        'Content-Type': types[path.extname(file)] ?? 'application/octet-stream',
      })
      createReadStream(file).pipe(response)
    })
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${port}${BELOW}`
    close = () => server.close()
  })

  afterAll(() => close())

  test.each(['', ...ROUTES.slice(0, 2).map((route) => `${route}/`)])('/%s loads and renders', async (route) => {
    const { page } = await browser.newPage()
    const missing: string[] = []
    page.on('response', (response) => {
      if (response.status() >= 400) missing.push(response.url())
    })
    await page.goto(url + route, { waitUntil: 'load' })
    await page.waitForFunction(() => document.querySelector('#root')!.childElementCount > 0)
    expect(missing).toEqual([])
    expect(await page.evaluate(() => new URL(document.documentElement.dataset.base!, location.href).pathname)).toBe(
      BELOW,
    )
  })
})
