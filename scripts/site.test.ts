import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { atBase, pageOf, routes, simulationIds } from './site.ts'
import { headersFile } from './headers-file.ts'
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

test('everything but what other sites show is isolated, so that its workers may share memory, and what it frames says the same', () => {
  for (const pathname of ['/', '/d/first/', '/embed/', '/embed/first/', '/assets/engine.worker.js']) {
    expect(securityHeaders(pathname)['Cross-Origin-Embedder-Policy'], pathname).toBe('require-corp')
  }
  expect(securityHeaders('/d/first/')['Cross-Origin-Opener-Policy']).toBe('same-origin')
  expect(securityHeaders('/arch-diagram.js')['Cross-Origin-Resource-Policy']).toBe('cross-origin')
})

test('a static host is told the headers of every path once', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'site-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const name of ['assets', 'd', 'embed']) mkdirSync(path.join(folder, name))
  for (const name of ['index.html', 'arch-diagram.js']) writeFileSync(path.join(folder, name), '')
  const rules = headersFile(folder, ['first'])
    .trimEnd()
    .split(/\n(?=\/)/)
  const asked = rules.map((rule) => rule.split('\n')[0]!)
  expect(asked).toEqual(['/', '/arch-diagram.js', '/assets/*', '/d/*', '/embed/', '/embed/first/*'])
  for (const [index, pathname] of [
    '/',
    '/arch-diagram.js',
    '/assets/a.js',
    '/d/first/',
    '/embed/',
    '/embed/first/',
  ].entries()) {
    for (const [name, value] of Object.entries(securityHeaders(pathname))) {
      expect(rules[index], pathname).toContain(`\n  ${name}: ${value}`)
    }
  }
  expect(rules[2]).toContain('immutable')
})
