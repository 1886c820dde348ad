import { expect, test } from 'vitest'
import { basePath, href, resolveBase } from './base'

test.each([
  ['./', 'https://site.test/', '/'],
  ['./', 'https://site.test/some/sub/?seed=7', '/some/sub/'],
  ['../../', 'https://site.test/d/rate-limiter/', '/'],
  ['../../', 'https://site.test/some/sub/d/rate-limiter/?seed=7#x', '/some/sub/'],
  ['../../', 'https://site.test/some/sub/d/rate-limiter/index.html', '/some/sub/'],
  ['/', 'http://localhost:5173/d/rate-limiter', '/'],
  [undefined, 'http://localhost:5173/d/rate-limiter', '/'],
])('a page with data-base %s at %s belongs to a site at %s', (dataBase, address, expected) => {
  expect(resolveBase(dataBase, address)).toBe(expected)
})

test('addresses in the site begin with its base, whether or not they are written with a slash', () => {
  expect(basePath()).toBe('/')
  expect(href('d/rate-limiter/')).toBe('/d/rate-limiter/')
  expect(href('/d/rate-limiter/')).toBe('/d/rate-limiter/')
  expect(href('')).toBe('/')
})
