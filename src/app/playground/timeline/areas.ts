/** The traffic of a run as areas above each other, or as the lines along their upper edges. Pure. */
import { scaleLinear } from 'd3-scale'
import { area, stack, curveMonotoneX, type Area, type Series, type SeriesPoint } from 'd3-shape'
import type { Tone } from '~/kernel/tone'
import { STACKED, type Bin } from './axis'

/** The outline of one meaning's area as a path. */
export interface AreaPath {
  readonly tone: Tone
  readonly path: string
}

/** Where a chart is drawn, in pixels, and the highest rate that it shows. */
export interface Room {
  readonly width: number
  readonly height: number
  readonly ceiling: number
}

/** The stacked areas in a room of this size. */
export function areasOf(bins: readonly Bin[], totalMs: number, room: Room): readonly AreaPath[] {
  return shapesOf(bins, totalMs, room, (outline, series) => outline(series))
}

/** Where the stacked areas end above, as lines: the same traffic where another one is drawn as areas. */
export function ridgesOf(bins: readonly Bin[], totalMs: number, room: Room): readonly AreaPath[] {
  return shapesOf(bins, totalMs, room, (outline, series) => outline.lineY1()(series))
}

type Stacked = SeriesPoint<Bin>

function shapesOf(
  bins: readonly Bin[],
  totalMs: number,
  { width, height, ceiling }: Room,
  draw: (outline: Area<Stacked>, series: Series<Bin, Tone>) => string | null,
): readonly AreaPath[] {
  if (bins.length < 2) return []
  const x = scaleLinear().domain([0, totalMs]).range([0, width])
  const y = scaleLinear().domain([0, ceiling]).range([height, 0])
  const series = stack<Bin, Tone>()
    .keys(STACKED)
    .value(({ rates }, tone) => rates[tone])(toEdges(bins))
  const outline = area<Stacked>()
    .x(({ data }) => x(data.atMs))
    .y0(([low]) => y(low))
    .y1(([, high]) => y(high))
    .curve(curveMonotoneX)
    .digits(1)
  return series
    .filter((one) => one.some(([low, high]) => high > low))
    .map((one) => ({ tone: one.key, path: draw(outline, one) ?? '' }))
}

/** A bin's rates stand for all of its time: the first reaches back to its start, the last on to its end. */
function toEdges(bins: readonly Bin[]): Bin[] {
  const first = bins[0]!
  const last = bins.at(-1)!
  const halfMs = (bins[1]!.atMs - first.atMs) / 2
  return [{ ...first, atMs: first.atMs - halfMs }, ...bins, { ...last, atMs: last.atMs + halfMs }]
}
