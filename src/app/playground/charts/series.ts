/** What the charts of a box or an arrow show over time, read from keyframes. Pure. */
import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import type { Keyframe } from '~/projections/frame'
import type { Mark } from '~/projections/marks'
import type { Selection } from '../../session/live-store'

/** One line of a chart. */
export interface Series {
  readonly name: string
  readonly values: readonly number[]
}

/** One small chart: lines of one unit on the axis of the run. */
export interface ChartData {
  readonly title: string
  readonly unit: 'per-second' | 'ms' | 'count'
  readonly timesMs: readonly number[]
  readonly series: readonly Series[]
}

/** The most points that are drawn: no chart is wider. */
const POINTS_MAX = 400

/** The charts of what is selected; those without anything in them are left out. */
export function chartsOf(keyframes: readonly Keyframe[], selection: Selection): readonly ChartData[] {
  const step = Math.max(1, Math.ceil(keyframes.length / POINTS_MAX))
  const kept = keyframes.filter((_, index) => index % step === 0 || index === keyframes.length - 1)
  const timesMs = kept.map(({ nowMs }) => nowMs)
  const charts = selection.kind === 'box' ? boxCharts(kept, selection.id) : arrowCharts(kept, selection.id)
  return charts
    .map(({ title, unit, lines }) => {
      const series = Object.entries(lines).map(([name, values]) => ({ name, values }))
      return { title, unit, timesMs, series: series.filter(({ values }) => values.some((value) => value > 0)) }
    })
    .filter(({ series }) => series.length > 0)
}

interface Lines {
  readonly title: string
  readonly unit: ChartData['unit']
  readonly lines: Readonly<Record<string, readonly number[]>>
}

function boxCharts(keyframes: readonly Keyframe[], box: string): Lines[] {
  const figures = keyframes.map((keyframe) => keyframe.boxes[box]!.figures)
  const of = (part: (each: (typeof figures)[number]) => number) => figures.map(part)
  const names = (part: 'counters' | 'gauges') => [...new Set(figures.flatMap((each) => Object.keys(each[part])))]
  return [
    {
      title: 'Rate',
      unit: 'per-second',
      lines: {
        received: of(({ receivedRate }) => receivedRate),
        errors: of(({ errorRate }) => errorRate),
        called: of(({ sentRate }) => sentRate),
      },
    },
    { title: 'Latency', unit: 'ms', lines: quantiles(figures) },
    { title: 'Waiting or in work', unit: 'count', lines: { 'in flight': of(({ inFlight }) => inFlight) } },
    ...names('gauges').map((name): Lines => ({
      title: name,
      unit: 'count',
      lines: { [name]: of(({ gauges }) => gauges[name] ?? 0) },
    })),
    {
      title: 'Counted by the box',
      unit: 'per-second',
      lines: Object.fromEntries(names('counters').map((name) => [name, of(({ counters }) => counters[name] ?? 0)])),
    },
  ]
}

function arrowCharts(keyframes: readonly Keyframe[], arrow: string): Lines[] {
  const figures = keyframes.map((keyframe) => keyframe.arrows[arrow]!.figures)
  return [
    {
      title: 'Rate',
      unit: 'per-second',
      lines: {
        requests: figures.map(({ rate }) => rate),
        failed: figures.map(({ failRate }) => failRate),
        unknown: figures.map(({ unknownRate }) => unknownRate),
        lost: figures.map(({ lostRate }) => lostRate),
      },
    },
    { title: 'Latency', unit: 'ms', lines: quantiles(figures) },
  ]
}

function quantiles(figures: readonly { readonly p50Ms: number; readonly p95Ms: number; readonly p99Ms: number }[]) {
  return {
    p50: figures.map(({ p50Ms }) => p50Ms),
    p95: figures.map(({ p95Ms }) => p95Ms),
    p99: figures.map(({ p99Ms }) => p99Ms),
  }
}

/** From when to when something lasted, as far as that is known at the moment shown. Acts of an instant have no span. */
export function spansOf(
  marks: readonly Mark[],
  nowMs: number,
): readonly { readonly index: number; readonly fromMs: number; readonly untilMs: number }[] {
  return marks
    .map(({ index, fromMs, untilMs }) => ({ index, fromMs, untilMs: untilMs ?? Math.max(fromMs, nowMs) }))
    .filter(({ fromMs, untilMs }) => untilMs > fromMs)
}

/** Where a chart's lines run, in a room of this size, and the highest value of its scale. */
export function pathsOf(
  { timesMs, series }: ChartData,
  totalMs: number,
  room: { readonly width: number; readonly height: number },
): { readonly ceiling: number; readonly paths: readonly { readonly name: string; readonly path: string }[] } {
  const highest = Math.max(...series.flatMap(({ values }) => values))
  const y = scaleLinear().domain([0, highest]).nice(3).range([room.height, 0])
  const x = scaleLinear().domain([0, totalMs]).range([0, room.width])
  const outline = line<number>()
    .x((_, index) => x(timesMs[index]!))
    .y((value) => y(value))
    .digits(1)
  return {
    ceiling: y.domain()[1]!,
    paths: series.map(({ name, values }) => ({ name, path: outline(values) ?? '' })),
  }
}
