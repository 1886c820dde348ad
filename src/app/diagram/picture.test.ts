import { describe, expect, it } from 'vitest'
import { defineDiagram } from '~/kernel/diagram'
import type { Snapshot } from '~/projections/frame'
import { paletteOf } from './palette'
import { pictureOf, pictureSize } from './picture'

const diagram = defineDiagram({
  id: 'two',
  file: 'two',
  title: 'Two <boxes>',
  line: 'One calls the other.',
  order: 1,
  boxes: {
    one: { label: 'One & only', sublabel: '<script>alert(1)</script>', kind: 'service', at: { x: 0, y: 0 } },
    other: { label: 'Other', kind: 'store', at: { x: 300, y: 0 } },
  },
  arrows: [{ from: 'one', to: 'other', label: 'asks' }],
  claims: [],
  legend: [],
})

const moment = {
  boxes: {
    one: { line: { text: '5 rps', tone: 'allowed' }, badges: [] },
    other: { line: { text: 'no answer', tone: 'failed' }, badges: [{ text: 'frozen', by: 'you' }] },
  },
  arrows: { 'one~other': { figures: { rate: 1234.4, p95Ms: 25 }, tone: 'unknown' } },
} as unknown as Snapshot

describe('a picture', () => {
  const palette = paletteOf('light')

  it('is compact where there is little room: names alone, and what is claimed in as many lines as it needs', () => {
    const tagline = 'One calls the other, whatever becomes of the network between them, and never twice.'
    const svg = pictureOf(diagram, { palette, kind: 'compact', tagline })
    expect(svg).toContain(`width="${pictureSize(diagram, 'compact').width}"`)
    expect(svg).not.toContain('asks')
    expect(
      svg
        .match(/<text[^>]* font-size="13"[^>]*>[^<]+/g)!
        .map((line) => line.replace(/.*>/, ''))
        .join(' '),
    ).toBe(tagline)
  })

  it('stands alone: its own colours, no classes, no references', () => {
    const svg = pictureOf(diagram, { palette, moment })
    expect(svg).not.toMatch(/var\(|class=|href=|undefined/)
    expect(svg).toContain(palette.failed)
    const { width, height } = pictureSize(diagram)
    expect(svg).toContain(`viewBox="0 0 ${width} ${height}"`)
  })

  it('shows texts as texts', () => {
    const svg = pictureOf(diagram, { palette, note: '"><img src=x>' })
    expect(svg).not.toMatch(/<script|<img/)
    expect(svg).toContain('One &#38; only')
  })

  it('shows what the moment says', () => {
    const svg = pictureOf(diagram, { palette, moment, dots: [{ arrow: 0, share: 0.5, tone: 'unknown' }] })
    for (const part of ['1,234/s · 25 ms', 'no answer', 'frozen · you']) expect(svg).toContain(part)
    expect(pictureOf(diagram, { palette })).toContain('>asks<')
  })

  it('draws much traffic as the stage does: a band as wide as its rate', () => {
    const bands = { ceiling: 2000, names: new Set(['one~other']) }
    expect(pictureOf(diagram, { palette, moment, bands })).toContain('stroke-opacity="0.45" stroke-width="15.5"')
    expect(pictureOf(diagram, { palette, moment })).not.toContain('stroke-opacity')
  })

  it('has a palette for each theme', () => {
    expect(paletteOf('dark').paper).not.toBe(paletteOf('light').paper)
    expect(paletteOf('dark')['line-strong']).toMatch(/^#[0-9a-f]{6}$/)
  })
})
