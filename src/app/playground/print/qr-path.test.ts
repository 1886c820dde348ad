import { expect, it } from 'vitest'
import { QR_LENGTH_MAX, qrOf } from './qr-path'

/** The squares of a code, as rows of booleans. */
function squaresOf({ size, path }: { readonly size: number; readonly path: string }): boolean[][] {
  const squares = Array.from({ length: size }, () => Array.from({ length: size }, () => false))
  for (const [, x, y] of path.matchAll(/M(\d+),(\d+)h1v1h-1z/g)) squares[Number(y)]![Number(x)] = true
  return squares
}

it('has the three corners that cameras look for, and a quiet zone of four squares', () => {
  const squares = squaresOf(qrOf('https://example.org/d/rate-limiter/?v=1&scenario=redis-hangs&seed=7')!)
  const { length } = squares
  const corner = (x: number, y: number) =>
    squares
      .slice(y, y + 7)
      .map((row) =>
        row
          .slice(x, x + 7)
          .map(Number)
          .join(''),
      )
      .join(' ')
  const wanted = '1111111 1000001 1011101 1011101 1011101 1000001 1111111'
  expect([corner(4, 4), corner(length - 11, 4), corner(4, length - 11)]).toEqual([wanted, wanted, wanted])
  expect(squares.slice(0, 4).flat().some(Boolean)).toBe(false)
})

it('is another one for another link, and none for a link that no camera could read', () => {
  expect(qrOf('https://example.org/a')!.path).not.toBe(qrOf('https://example.org/b')!.path)
  expect(qrOf('x'.repeat(QR_LENGTH_MAX + 1))).toBeNull()
})
