import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { atBase, pageOf, routes, simulationIds } from './site.ts'
import { securityHeaders } from './security-headers.ts'

test('every folder of simulations with a diagram has a playground and an embed', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'site-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const id of ['second', 'first', 'unfinished']) mkdirSync(path.join(root, 'simulations', id), { recursive: true })
  for (const id of ['second', 'first']) writeFileSync(path.join(root, 'simulations', id, 'diagram.ts'), '')
  expect(simulationIds(root)).toEqual(['first', 'second'])
  expect(routes(['first', 'second'])).toEqual(['embed', 'real', 'd/first', 'embed/first', 'd/second', 'embed/second'])
})

test('a project without simulations has only the gallery', () => {
  expect(simulationIds(path.join(tmpdir(), 'no such folder'))).toEqual([])
})

test('the page of a route finds assets and the base further up, and leaves other addresses alone', () => {
  const html =
    '<html data-base="./"><link href="./assets/a.css"><a href="https://x.test/./"><script src="./assets/a.js">'
  expect(pageOf('d/first', html)).toBe(
    '<html data-base="../../"><link href="../../assets/a.css"><a href="https://x.test/./"><script src="../../assets/a.js">',
  )
})

test.each([
  ['/', '<a href="/">'],
  ['/some/sub/', '<a href="/some/sub/">'],
  ['some/sub', '<a href="/some/sub/">'],
])('a page of unknown depth served below %s has addresses from there', (base, expected) => {
  expect(atBase('<a href="/">', base)).toBe(expected)
})

test('only embeds may be framed by other sites, and no response allows inline code or eval', () => {
  const policyOf = (pathname: string): string => securityHeaders(pathname)['Content-Security-Policy']!
  expect(policyOf('/embed/first/')).toContain(`frame-ancestors 'self' *`)
  for (const pathname of ['/', '/d/first/', '/embed', '/embed/', '/d/embed/', '/assets/a.js']) {
    expect(policyOf(pathname)).toContain(`frame-ancestors 'none'`)
    expect(policyOf(pathname)).not.toMatch(/unsafe-inline|'unsafe-eval'/)
  }
})
