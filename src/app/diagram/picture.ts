/**
 * A diagram as a picture that stands alone: one SVG with its own colours, still or with the figures of a moment of a run. Pure
 * text; what it shows of a run is all in the moment.
 */
import type { Diagram } from '~/kernel/diagram'
import type { Tone } from '~/kernel/tone'
import type { Snapshot } from '~/projections/frame'
import { bandHeadOf, bandOf, bandWidth, NO_BANDS, type Bands } from './band'
import { headOf, layoutOf, pathOf, pointOn, type LayoutKind, type PlacedArrow, type Rectangle } from './geometry'
import type { Palette } from './palette'
import { wrap } from './wrap'

/** A sampled request on its way: the index of its arrow, and how far it is, from 0 to 1. */
export interface PictureDot {
  readonly arrow: number
  readonly share: number
  readonly tone: Tone
}

/** What is drawn besides the drawing itself. */
export interface PictureOptions {
  readonly palette: Palette
  /** Figures, badges and meanings of this moment. */
  readonly moment?: Snapshot
  readonly dots?: readonly PictureDot[]
  /** The arrows that are bands, as on the stage. */
  readonly bands?: Bands
  /** One line at the foot. */
  readonly note?: string
  /** What is claimed, at the foot, in as many lines as it needs. */
  readonly tagline?: string
  /** The arrangement: a compact one is for places as narrow as a phone, and has names alone. Default wide. */
  readonly kind?: LayoutKind
}

const MARGIN = 18
const FOOT = 26
const SANS = "Inter, 'Helvetica Neue', Arial, sans-serif"
const MONO = "'JetBrains Mono', Menlo, Consolas, monospace"
const CHARACTER = 6.2
/** Width of a character of the tagline, and the height of its lines. */
const TAGLINE_CHARACTER = 6.6
const TAGLINE_LINE = 19

/** The size of a diagram's picture in pixels. */
export function pictureSize(
  diagram: Diagram,
  kind: LayoutKind = 'wide',
): { readonly width: number; readonly height: number } {
  const { width, height } = layoutOf(diagram, kind).bounds
  return { width: Math.ceil(width + 2 * MARGIN), height: Math.ceil(height + 2 * MARGIN + FOOT) }
}

/** The picture as SVG. Every text in it is escaped. */
export function pictureOf(
  diagram: Diagram,
  { palette, moment, dots = [], bands = NO_BANDS, note, tagline, kind = 'wide' }: PictureOptions,
): string {
  const layout = layoutOf(diagram, kind)
  const { x, y } = layout.bounds
  const { width, height: least } = pictureSize(diagram, kind)
  const claim = tagline === undefined ? [] : wrap(tagline, Math.floor((width - 2 * MARGIN) / TAGLINE_CHARACTER))
  const height = least + Math.max(0, claim.length - 1) * TAGLINE_LINE
  const toneOf = (arrow: PlacedArrow): Tone =>
    moment?.arrows[arrow.name]?.tone ?? arrow.drawing.stillTone ?? arrow.drawing.tone ?? 'allowed'
  const parts = [
    ...layout.arrows.map((arrow) => {
      const rate = moment?.arrows[arrow.name]?.figures.rate ?? 0
      const width = bands.names.has(arrow.name) ? bandWidth(rate, bands.ceiling, kind) : null
      return arrowPart(arrow, toneOf(arrow), palette, width)
    }),
    ...Object.entries(layout.boxes).map(([id, place]) => boxPart(diagram, id, place, palette, moment, kind)),
    ...(kind === 'compact' ? [] : layout.arrows.map((arrow) => labelPart(arrow, labelOf(arrow, moment), palette))),
    ...dots.map(({ arrow, share, tone }) => {
      const placed = layout.arrows[arrow]
      if (placed === undefined) return ''
      const at = pointOn(placed.curve, share)
      return `<g transform="translate(${round(at.x)} ${round(at.y)})">${mark(tone, palette)}</g>`
    }),
  ]
  const foot =
    (note === undefined ? '' : text(MARGIN, height - 11, note, palette.secondary, FIGURE)) +
    claim.map((line, at) => text(MARGIN, least - 11 + at * TAGLINE_LINE, line, palette.ink, TAGLINE)).join('')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">` +
    `<title>${escape(diagram.title)}</title><desc>${escape(diagram.line)}</desc><rect width="${width}" height="${height}" fill="${palette.paper}"/>` +
    `<g transform="translate(${round(MARGIN - x)} ${round(MARGIN - y)})">${parts.join('')}</g>${foot}</svg>`
  )
}

function arrowPart({ curve }: PlacedArrow, tone: Tone, palette: Palette, width: number | null): string {
  if (width !== null) {
    return (
      `<path d="${pathOf(bandOf(curve, width))}" fill="none" stroke="${palette[tone]}" stroke-opacity="0.45" stroke-width="${width}"/>` +
      `<path d="${pathOf(bandOf(curve, width))}" fill="none" stroke="${palette[tone]}" stroke-width="1.5"/>` +
      `<path d="${bandHeadOf(curve, width)}" fill="${palette[tone]}"/>`
    )
  }
  const dashes = tone === 'failed' ? ' stroke-dasharray="6 4"' : tone === 'unknown' ? ' stroke-dasharray="2 4"' : ''
  return (
    `<path d="${pathOf(curve)}" fill="none" stroke="${palette[tone]}" stroke-width="1.5"${dashes}/>` +
    `<path d="${headOf(curve)}" fill="${palette[tone]}"/>`
  )
}

function labelOf({ name, drawing }: PlacedArrow, moment: Snapshot | undefined): string | undefined {
  const figures = moment?.arrows[name]?.figures
  if (figures === undefined) return drawing.label
  const rate = `${Math.round(figures.rate).toLocaleString('en')}/s`
  return figures.p95Ms > 0
    ? `${rate} · ${figures.p95Ms < 10 ? figures.p95Ms.toFixed(1) : Math.round(figures.p95Ms)} ms`
    : rate
}

function labelPart({ label: { x, y } }: PlacedArrow, label: string | undefined, palette: Palette): string {
  if (label === undefined) return ''
  const width = round(label.length * CHARACTER + 14)
  return (
    `<rect x="${round(x - width / 2)}" y="${round(y - 10)}" width="${width}" height="20" rx="5" fill="${palette.paper}" stroke="${palette.line}"/>` +
    text(round(x), round(y + 3.7), label, palette.secondary, SMALL, 'middle')
  )
}

function boxPart(
  diagram: Diagram,
  id: string,
  place: Rectangle,
  palette: Palette,
  moment: Snapshot | undefined,
  kind: LayoutKind,
): string {
  const box = diagram.boxes[id]!
  const { x, y, width, height } = place
  const live = moment?.boxes[id]
  const first = diagram.arrows.find(({ to, from }) => to === id || from === id)
  const drawn = first?.stillTone ?? first?.tone ?? 'allowed'
  const tone = live?.line.tone ?? drawn
  const isNarrow = width < 100
  const isCompact = kind === 'compact'
  const labels = isCompact ? wrap(box.label, Math.floor((width - 14) / CHARACTER)) : [box.label]
  const sublabel = live === undefined ? (box.stillSublabel ?? box.sublabel) : box.sublabel
  const small = isCompact ? [] : [sublabel, ...(box.lines ?? [])].filter((text) => text !== undefined)
  const rows = labels.length + small.length + (live === undefined ? 0 : 1)
  const top = (height - rows * 15) / 2 + 11.5
  const at = isNarrow ? width / 2 : 13
  const anchor = isNarrow ? 'middle' : 'start'
  const edge = tone === 'allowed' ? palette['line-strong'] : palette[tone]
  const frame = (offset: number) =>
    `<rect x="${offset}" y="${offset}" width="${width}" height="${height}" rx="9" fill="${palette.panel}" stroke="${edge}"/>`
  const badges = (live?.badges ?? []).map(({ text: words, by }, index) =>
    text(width, -6 - index * 14, `${words} · ${by}`, palette['failed-text'], BADGE, 'end'),
  )
  return [
    `<g transform="translate(${round(x)} ${round(y)})">`,
    (box.instances ?? 1) > 1 ? frame(5) : '',
    frame(0),
    ...labels.map((line, index) =>
      text(at, top + index * 15, line, palette.ink, isCompact ? LABEL_COMPACT : LABEL, anchor),
    ),
    ...small.map((line, index) => text(at, top + 16 + index * 15, line, palette.secondary, SMALL, anchor)),
    live === undefined
      ? ''
      : text(
          at,
          top + 1 + (labels.length + small.length) * 15,
          live.line.text,
          tone === 'allowed' ? palette.ink : palette[`${tone}-text`],
          FIGURE,
          anchor,
        ),
    isNarrow || isCompact ? '' : `<g transform="translate(${width - 15} 15)">${mark(tone, palette)}</g>`,
    ...badges,
    '</g>',
  ].join('')
}

/** The mark of a meaning: the shapes of `tone-mark.tsx` in given colours. */
function mark(tone: Tone, palette: Palette): string {
  const color = palette[tone]
  switch (tone) {
    case 'allowed':
      return `<circle r="3.6" fill="${color}"/>`
    case 'throttled':
      return `<path d="M0,-4.8L4.8,0L0,4.8L-4.8,0Z" fill="${color}"/>`
    case 'degraded':
      return `<circle r="4.3" fill="${palette.paper}" stroke="${color}" stroke-width="1.3"/><circle r="2" fill="${color}"/>`
    case 'unknown':
      return `<path d="M0,-4.6L4.6,0L0,4.6L-4.6,0Z" fill="${palette.paper}" stroke="${color}" stroke-width="1.5"/>`
    case 'failed':
      return `<path d="M-3.6,-3.6L3.6,3.6M3.6,-3.6L-3.6,3.6" fill="none" stroke="${color}" stroke-width="2"/>`
  }
}

interface Font {
  readonly family: string
  readonly size: number
  readonly weight?: number
}

const LABEL: Font = { family: SANS, size: 13, weight: 600 }
const LABEL_COMPACT: Font = { family: SANS, size: 11.5, weight: 600 }
const SMALL: Font = { family: MONO, size: 10.5 }
const BADGE: Font = { family: MONO, size: 10.5, weight: 600 }
const TAGLINE: Font = { family: SANS, size: 13 }
const FIGURE: Font = { family: MONO, size: 11 }

function text(x: number, y: number, words: string, color: string, font: Font, anchor = 'start'): string {
  const { family, size, weight = 400 } = font
  return (
    `<text x="${x}" y="${y}" fill="${color}" font-family="${family}" font-size="${size}" font-weight="${weight}" ` +
    `text-anchor="${anchor}">${escape(words)}</text>`
  )
}

function escape(words: string): string {
  return words.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
