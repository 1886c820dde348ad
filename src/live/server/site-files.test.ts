import { describe, expect, test } from 'vitest'
import { request, serveSite, statusOf } from '../testing/serve-site'

test('serves pages, and says in them that a live server did', async () => {
  const { port } = await serveSite()
  const page = await request(port, '/d/rate-limiter/')
  expect(statusOf(page)).toBe(200)
  expect(page).toContain('<html data-served="live" lang="en"')
  expect(page).toContain(`connect-src 'self' ws://127.0.0.1:${port};`)
  expect(page).toContain(`frame-ancestors 'none'`)
  expect(page).not.toContain('Access-Control')
  expect(page).toMatch(/cache-control: no-store/i)
})

test('frames are for pages of its own, and know nothing of a live server', async () => {
  const { port } = await serveSite()
  const frame = await request(port, '/embed/rate-limiter/')
  expect(statusOf(frame)).toBe(200)
  expect(frame).not.toContain('data-served')
  expect(frame).toContain(`frame-ancestors 'self'`)
})

test('what a page is made of may be kept', async () => {
  const { port } = await serveSite()
  const script = await request(port, '/assets/page-1a2b.js')
  expect(script).toContain('export const page = 1')
  expect(script).toMatch(/content-type: text\/javascript/i)
  expect(script).toMatch(/immutable/)
})

test('a folder without its slash leads to the one with it, on the same host', async () => {
  const { port } = await serveSite()
  const answer = await request(port, '/d/rate-limiter?seed=7')
  expect(statusOf(answer)).toBe(301)
  expect(answer).toMatch(/location: \.\/rate-limiter\/\?seed=7\r/i)
})

test('a question about a page alone has no body', async () => {
  const { port } = await serveSite()
  const answer = await request(port, '/', [], 'HEAD')
  expect(statusOf(answer)).toBe(200)
  expect(answer.endsWith('\r\n\r\n')).toBe(true)
})

describe('no address leads out of the site', () => {
  test.each([
    '/../../../../etc/passwd',
    '/..%2f..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%5c..%5cpackage.json',
    '//etc/passwd',
    '/%00',
    '/%',
    '/assets',
    '/index.html/',
    'http://evil.example/index.html',
  ])('%s', async (target) => {
    const { port } = await serveSite()
    const answer = await request(port, target)
    expect(statusOf(answer)).toBe(404)
    expect(answer).toContain('Nothing here')
  })
})
