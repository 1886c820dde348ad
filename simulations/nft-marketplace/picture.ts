/** Pictures of tokens, drawn from their traits alone: the same metadata give the same picture, and no text of theirs is in it. */
import type { Metadata } from './metadata'

const WIDTH = 160
const HEIGHT = 108
/** Columns and rows that shapes are laid out on. */
const COLUMNS = 6
const ROWS = 4

/** Numbers from 0 up to 1 that follow from a seed (mulberry32). */
type Draw = () => number

const SHAPES: Readonly<Record<string, (draw: Draw, ink: (place: number) => string) => string>> = {
  circles: (draw, ink) => {
    const [x, y] = [50 + draw() * 60, 34 + draw() * 40]
    return Array.from({ length: 6 }, (_, ring) => {
      const radius = 84 - ring * 14 - draw() * 5
      return `<circle cx="${round(x + draw() * 8)}" cy="${round(y + draw() * 8)}" r="${round(radius)}" fill="${ink(ring)}"/>`
    }).join('')
  },
  boxes: (draw, ink) =>
    Array.from({ length: 15 }, (_, place) => {
      const height = 16 + draw() * 82
      return `<rect x="${place * 11}" y="${round(HEIGHT - height)}" width="${round(5 + draw() * 6)}" height="${round(height)}" fill="${ink(place)}"/>`
    }).join(''),
  arrows: (draw, ink) =>
    cells((x, y, place) => {
      const turn = Math.floor(draw() * 4) * 90
      return `<path d="M-9-9L9 0L-9 9z" fill="${ink(place + y)}" transform="translate(${x + 13} ${y + 13}) rotate(${turn})"/>`
    }),
  waves: (draw, ink) =>
    Array.from({ length: 6 }, (_, row) => {
      const foot = 16 + row * 17
      const bend = () => round(foot + draw() * 22 - 11)
      return `<path d="M0 ${bend()}C40 ${bend()} 60 ${bend()} 90 ${bend()}S140 ${bend()} 160 ${bend()}V108H0z" fill="${ink(row)}"/>`
    }).join(''),
  grid: (draw, ink) =>
    cells((x, y, place) => {
      const turn = Math.floor(draw() * 4) * 90
      return `<path d="M-13.5-13.5H13.5A27 27 0 0 1-13.5 13.5z" fill="${ink(place + Math.floor(draw() * 3))}" transform="translate(${x + 13} ${y + 13}) rotate(${turn})"/>`
    }),
}

/** An SVG of a token; undefined where the traits do not say what to draw. */
export function pictureOf({ attributes }: Pick<Metadata, 'attributes'>): string | undefined {
  const trait = (name: string) => attributes.find(({ trait_type: type }) => type === name)?.value ?? ''
  const [shape, hue, seed] = [trait('shape'), Number(trait('hue')), Number(trait('seed'))]
  if (!Object.hasOwn(SHAPES, shape) || !Number.isInteger(hue) || !Number.isInteger(seed)) return undefined
  const draw = drawing(seed)
  const ink = (place: number) => {
    const [turn, light] = [
      [0, 38],
      [24, 62],
      [190, 45],
      [12, 76],
      [205, 22],
    ][place % 5]!
    return `hsl(${(((hue + turn!) % 360) + 360) % 360} ${place % 5 === 4 ? 20 : 52}% ${light}%)`
  }
  const ground = `<rect width="${WIDTH}" height="${HEIGHT}" fill="hsl(${((hue % 360) + 360) % 360} 46% 91%)"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">${ground}${SHAPES[shape]!(draw, ink)}</svg>`
}

function cells(shape: (x: number, y: number, place: number) => string): string {
  return Array.from({ length: COLUMNS * ROWS }, (_, place) =>
    shape((place % COLUMNS) * 27, Math.floor(place / COLUMNS) * 27, place),
  ).join('')
}

function drawing(seed: number): Draw {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
