import { expect, test } from 'vitest'
import { pictureOf } from './picture'

const traits = (shape: string, hue: string, seed: string) => ({
  attributes: Object.entries({ shape, hue, seed }).map(([trait, value]) => ({ trait_type: trait, value })),
})

test.each(['circles', 'boxes', 'arrows', 'waves', 'grid'])('%s are drawn from the traits alone', (shape) => {
  const picture = pictureOf(traits(shape, '120', '7'))!
  expect(picture).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 160 108">.*<\/svg>$/)
  expect(picture).toBe(pictureOf(traits(shape, '120', '7')))
  expect(picture).not.toBe(pictureOf(traits(shape, '120', '8')))
  expect(picture).not.toBe(pictureOf(traits(shape, '121', '7')))
  expect(picture).not.toContain('NaN')
})

test.each([
  ['an unknown shape', 'constructor', '120', '7'],
  ['markup for a hue', 'waves', '"/><script>', '7'],
  ['markup for a seed', 'waves', '1', '<img>'],
])('%s draws nothing', (_, shape, hue, seed) => {
  expect(pictureOf(traits(shape, hue, seed))).toBeUndefined()
})
