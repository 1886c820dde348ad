/**
 * Arrows with much traffic as bands: what is a band, how wide it is, how fast its ripples go. Above some twenty requests a second
 * dots say nothing that a width does not say better; they are left for what stands out.
 */
import { pointOn, type Curve, type LayoutKind, type Point } from './geometry'

/** From this rate per second on an arrow is a band, and below the other it is none again, so that it does not flicker between. */
const BAND_FROM = 20
const BAND_UNTIL = 15
/** Pixels of the screen: a band at the rate that the scale names, by how much room its drawing has; and the thinnest one. */
export const BAND_PX: Readonly<Record<LayoutKind, number>> = { wide: 25, compact: 12 }
const BAND_PX_MIN = 2.8
/** The rates of a run's first moments are those of a few messages. */
const SETTLED_MS = 500
/** What the scale may name, times a power of ten. */
const STEPS = [1, 1.5, 2, 3, 4, 6, 8, 10]
const CEILING_MIN = 100

/** The bands of a run at one moment. */
export interface Bands {
  /** The rate per second that {@link BAND_PX} stand for; within a run it only ever grows. */
  readonly ceiling: number
  readonly names: ReadonlySet<string>
}

/** No bands: how every run begins. */
export const NO_BANDS: Bands = { ceiling: 0, names: new Set() }

/** What of a moment decides. */
interface Rates {
  readonly nowMs: number
  readonly arrows: Readonly<Record<string, { readonly figures: { readonly rate: number } }>>
}

/** The bands at the next moment that is shown; the same object if nothing changed. */
export function bandsAfter(before: Bands, { nowMs, arrows }: Rates): Bands {
  const names = new Set<string>()
  let highest = 0
  if (nowMs >= SETTLED_MS) {
    for (const [name, { figures }] of Object.entries(arrows)) {
      if (isLoop(name) || figures.rate < (before.names.has(name) ? BAND_UNTIL : BAND_FROM)) continue
      names.add(name)
      highest = Math.max(highest, figures.rate)
    }
  }
  const ceiling = Math.max(before.ceiling, names.size === 0 ? 0 : stepAbove(highest))
  if (
    ceiling === before.ceiling &&
    names.size === before.names.size &&
    [...names].every((name) => before.names.has(name))
  )
    return before
  return { ceiling, names }
}

/** Around the corner of its own box there is no room for a band. */
function isLoop(name: string): boolean {
  const [from, to] = name.split('~')
  return from === to
}

function stepAbove(rate: number): number {
  const least = Math.max(CEILING_MIN, rate)
  const power = 10 ** Math.floor(Math.log10(least))
  return STEPS.map((step) => step * power).find((step) => step >= least) ?? 10 * power
}

/** How wide a band is, in pixels of the screen, in halves: what changes less is not drawn anew. */
export function bandWidth(rate: number, ceiling: number, kind: LayoutKind): number {
  const share = ceiling === 0 ? 0 : Math.min(1, rate / ceiling)
  return Math.max(BAND_PX_MIN, Math.round(share * BAND_PX[kind] * 2) / 2)
}

/** How fast ripples go, in pixels a second: by the order of magnitude of what a call takes, a second being hardly any. */
export function paceOf(p95Ms: number): number {
  return 134 - 40 * Math.log10(Math.min(1000, Math.max(1, p95Ms)))
}

/** How long the head of a band is that is so wide: never smaller than that of a line. */
function headLength(width: number): number {
  return 7 + 0.55 * width
}

/** The share of a curve's way at which the head of its band begins. */
function headFrom({ control2, to }: Curve, width: number): number {
  const speed = 3 * Math.hypot(to.x - control2.x, to.y - control2.y)
  return speed === 0 ? 1 : Math.max(0.5, 1 - headLength(width) / speed)
}

/** The way of a band that is so wide: it ends where its head begins. */
export function bandOf(curve: Curve, width: number): Curve {
  const share = headFrom(curve, width)
  const between = (a: Point, b: Point) => ({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share })
  const { from, control1, control2 } = curve
  const first = between(from, control1)
  const middle = between(first, between(control1, control2))
  return { from, control1: first, control2: middle, to: pointOn(curve, share) }
}

/** The head of a band that is so wide, as a path. */
export function bandHeadOf(curve: Curve, width: number): string {
  const { to } = curve
  const { to: foot } = bandOf(curve, width)
  const length = Math.hypot(to.x - foot.x, to.y - foot.y) || 1
  const reach = (2.9 + 0.62 * width) / length
  const [x, y] = [(to.y - foot.y) * reach, (foot.x - to.x) * reach]
  const text = (point: Point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`
  return `M${text(to)}L${text({ x: foot.x + x, y: foot.y + y })}L${text({ x: foot.x - x, y: foot.y - y })}Z`
}
