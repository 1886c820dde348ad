/** Small charts of a box or an arrow over the run, each on the axis of the traffic chart, with the faults behind. */
import { useMemo } from 'react'
import type { Mark } from '~/projections/marks'
import { formatNumber } from '../../session/claim-result'
import type { Selection } from '../../session/live-store'
import { useLive, useSession } from '../../session/session-context'
import { formatDuration } from '../format'
import './charts.css'
import { chartsOf, pathsOf, spansOf, type ChartData } from './series'

const WIDTH = 288
const HEIGHT = 46
/** The charts are drawn anew at most so often, in milliseconds of the run or when it stands. */
const REDRAW_MS = 500

/** All charts of what is selected. */
export function Charts({ selection }: { readonly selection: Selection }) {
  const session = useSession()
  const beat = useLive(({ phase, headMs }) => (phase === 'running' ? Math.floor(headMs / REDRAW_MS) : headMs))
  const charts = useMemo(
    () => chartsOf(session.keyframes, selection),
    // Keyframes are added to the same list; the beat says when to look again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [session, selection, beat],
  )
  if (charts.length === 0) return null
  return (
    <section className="charts" aria-label="Over the run">
      <h3 className="caption">Over the run</h3>
      {charts.map((chart) => (
        <Chart key={chart.title} chart={chart} />
      ))}
    </section>
  )
}

const NO_MARKS: readonly Mark[] = []
const UNITS: Readonly<Record<ChartData['unit'], (value: number) => string>> = {
  'per-second': (value) => `${formatNumber(value)}/s`,
  ms: formatDuration,
  count: formatNumber,
}

function Chart({ chart }: { readonly chart: ChartData }) {
  const totalMs = useLive(({ frame }) => frame?.totalMs ?? 1)
  const nowMs = useLive(({ frame }) => frame?.nowMs ?? 0)
  const marks = useLive(({ frame }) => frame?.marks ?? NO_MARKS)
  const { ceiling, paths } = useMemo(() => pathsOf(chart, totalMs, { width: WIDTH, height: HEIGHT }), [chart, totalMs])
  const x = (ms: number) => (ms / totalMs) * WIDTH
  const format = UNITS[chart.unit]
  const latest = chart.series.map(({ name, values }) => `${name} ${format(values.at(-1) ?? 0)}`)
  return (
    <figure className="small-chart">
      <figcaption>
        <span>{chart.title}</span>
        <span className="mono">{format(ceiling)}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${chart.title}, at last: ${latest.join(', ')}`}
      >
        {spansOf(marks, nowMs).map(({ index, fromMs, untilMs }) => (
          <rect key={index} className="chart-mark-span" x={x(fromMs)} width={x(untilMs) - x(fromMs)} height={HEIGHT} />
        ))}
        {paths.map(({ name, path }, index) => (
          <path key={name} className={`small-chart-line small-chart-line-${index}`} d={path} />
        ))}
        <line className="small-chart-now" x1={x(nowMs)} x2={x(nowMs)} y1={0} y2={HEIGHT} />
      </svg>
      {chart.series.length > 1 && (
        <ul className="small-chart-key mono" aria-hidden="true">
          {chart.series.map(({ name }, index) => (
            <li key={name} className={`small-chart-key-${index}`}>
              {name}
            </li>
          ))}
        </ul>
      )}
    </figure>
  )
}
