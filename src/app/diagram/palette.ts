/** The colours of the app for pictures that stand alone: read off the one file that has them. */
import type { Tone } from '~/kernel/tone'
import tokens from '../style/tokens.css?raw'

/** One of the two themes. */
export type Theme = 'light' | 'dark'

/** The names of the colours a picture needs, and of the meanings. */
export type PaletteName = 'paper' | 'panel' | 'ink' | 'secondary' | 'line' | 'line-strong' | Tone | `${Tone}-text`

/** The colours of one theme, by the names of the style sheet. */
export type Palette = Readonly<Record<PaletteName, string>>

/** Reads the colours of a theme. */
export function paletteOf(theme: Theme): Palette {
  const found = [...tokens.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)]
  return Object.fromEntries(
    found.map(([, name, light, dark]) => [name!, theme === 'light' ? light! : dark!]),
  ) as unknown as Palette
}
