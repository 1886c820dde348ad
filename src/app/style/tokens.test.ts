import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { TONES } from '~/kernel/tone'

const css = readFileSync(path.join(import.meta.dirname, 'tokens.css'), 'utf8')
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [
    name!,
    { light: light!, dark: dark! },
  ]),
)

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const grounds = ['paper', 'panel', 'well']
const pairs = [
  ...['ink', 'secondary', 'faint'].flatMap((text) => grounds.map((ground) => [text, ground])),
  ...TONES.flatMap((tone) => [...grounds, `${tone}-wash`].map((ground) => [`${tone}-text`, ground])),
  ...['keyword', 'string', 'number', 'comment'].map((part) => [`code-${part}`, 'well']),
  ['on-solid', 'solid'],
]

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it.each(pairs)('%s on %s can be read', (text, ground) => {
    expect(contrast(tokens.get(text!)![theme], tokens.get(ground!)![theme])).toBeGreaterThanOrEqual(4.5)
  })

  it.each(TONES.flatMap((tone) => ['paper', 'panel'].map((ground) => [tone, ground])))(
    'the mark of %s stands out from %s',
    (tone, ground) => {
      expect(contrast(tokens.get(tone!)![theme], tokens.get(ground!)![theme])).toBeGreaterThanOrEqual(3)
    },
  )
})
