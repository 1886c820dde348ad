import { describe, expect, it } from 'vitest'
import { routeOf } from './route'

describe('routeOf', () => {
  it.each([
    ['/', '/', { page: 'gallery' }],
    ['/index.html', '/', { page: 'gallery' }],
    ['/site/', '/site/', { page: 'gallery' }],
    ['/d/rate-limiter', '/', { page: 'playground', id: 'rate-limiter' }],
    ['/d/rate-limiter/', '/', { page: 'playground', id: 'rate-limiter' }],
    ['/site/d/rate-limiter/', '/site/', { page: 'playground', id: 'rate-limiter' }],
    ['/embed/payments/', '/', { page: 'embed', id: 'payments' }],
    ['/embed/', '/', { page: 'embed-builder' }],
    ['/site/real/', '/site/', { page: 'real' }],
    ['/real/more', '/', { page: 'unknown', path: 'real/more' }],
    ['/d/', '/', { page: 'unknown', path: 'd/' }],
    ['/d/a/b', '/', { page: 'unknown', path: 'd/a/b' }],
    ['/d/<script>', '/', { page: 'unknown', path: 'd/<script>' }],
    ['/nowhere', '/', { page: 'unknown', path: 'nowhere' }],
  ])('reads %s below %s', (pathname, base, route) => {
    expect(routeOf(pathname, base)).toEqual(route)
  })
})
