/** Traffic by meaning over the whole run, with the faults on the same axis. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { isBrought, type Verb } from '~/kernel/verb'
import type { Diagram } from '~/kernel/diagram'
import type { Mark } from '~/projections/marks'
import { COLUMN_MS, type Column } from '~/projections/timeline'
import { useLive, useSession } from '../../session/session-context'
import { formatNumber } from '../../session/claim-result'
import { areasOf } from './areas'
import { binsOf, ceilingOf, ticksOf } from './axis'
import { GhostLines, type Ghost } from './ghost-lines'
import { Scrubber } from './scrubber'
import { useSlow } from './use-slow'
import './chart.css'

const NO_MARKS: readonly Mark[] = []
const NO_COLUMNS: readonly Column[] = []
/** Room for one label of the time axis, in pixels. */
const TICK_WIDTH = 64

interface ChartProps {
  /** Of the chart without its ticks, in pixels. */
  readonly height: number
  /** The run that this one is compared with; null if it is with none. */
  readonly ghost: Ghost | null
}

/** The chart of the run, as far as it was recorded, with the cursor to scrub it. */
export function TrafficChart({ height, ghost }: ChartProps) {
  const latest = useLive((state) => state.columns)
  const totalMs = useLive(({ head }) => head?.totalMs ?? 0)
  const durationMs = useLive(({ head }) => head?.durationMs ?? 0)
  const marks = useLive(({ head }) => head?.marks ?? NO_MARKS)
  const roomRef = useRef<HTMLDivElement>(null)
  const width = useWidth(roomRef)
  const columns = useSlow(latest)
  const [bins, others] = useMemo(() => {
    const countMax = Math.max(60, Math.floor(width / 3))
    const binned = (each: readonly Column[]) => (totalMs === 0 ? [] : binsOf(each, COLUMN_MS, totalMs, countMax))
    return [binned(columns), binned(ghost?.columns ?? NO_COLUMNS)]
  }, [columns, ghost?.columns, totalMs, width])
  const x = (ms: number) => (totalMs === 0 ? 0 : (ms / totalMs) * width)
  // One scale for both runs, or they could not be compared.
  const ceiling = ceilingOf([...bins, ...others])
  const areas = useMemo(
    () => areasOf(bins, totalMs, { width, height, ceiling }),
    [bins, totalMs, width, height, ceiling],
  )
  return (
    <div className="chart" ref={roomRef} style={{ height }}>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={`Requests per second by meaning, over this run${ghost === null ? '' : `; as lines: ${ghost.name}`}`}
      >
        <defs>
          <Hatch id="hatch-failed" tone="failed" rotation={45} />
          <Hatch id="hatch-unknown" tone="unknown" rotation={-45} />
          <Hatch id="hatch-degraded" tone="degraded" rotation={0} />
        </defs>
        {durationMs < totalMs && (
          <rect
            className="chart-settling"
            x={x(durationMs)}
            width={Math.max(0, width - x(durationMs))}
            height={height}
          />
        )}
        {areas.map(({ tone, path }) => (
          <g key={tone} className={`tone-${tone}`}>
            <path className="chart-area" d={path} />
            {(tone === 'failed' || tone === 'unknown' || tone === 'degraded') && (
              <path d={path} fill={`url(#hatch-${tone})`} />
            )}
          </g>
        ))}
        {ghost !== null && (
          <GhostLines bins={others} totalMs={totalMs} room={{ width, height, ceiling }} stretches={ghost.stretches} />
        )}
        <line className="chart-foot" x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} />
        <Marks x={x} totalMs={totalMs} width={width} height={height} marks={marks} />
        <Playhead x={x} width={width} height={height} />
      </svg>
      <Scrubber />
      <span className="chart-scale mono" aria-hidden="true">
        {bins.length > 1 && <span>{formatNumber(ceiling)}/s</span>}
        <span>0</span>
      </span>
      <ol className="chart-ticks mono" aria-hidden="true">
        {ticksOf(totalMs, Math.max(2, Math.floor(width / TICK_WIDTH))).map(({ atMs, label }) => (
          <li key={atMs} style={{ left: x(atMs) }}>
            {x(atMs) + TICK_WIDTH * 0.7 <= width && label}
          </li>
        ))}
      </ol>
      {durationMs > 0 && width - x(durationMs) > SETTLING_WIDTH && (
        <span className="chart-settling-label mono" style={{ left: x(durationMs) + 6 }}>
          load ends, work settles
        </span>
      )}
    </div>
  )
}

/** Room for the words about the second phase, in pixels. */
const SETTLING_WIDTH = 190

function Hatch({ id, tone, rotation }: { readonly id: string; readonly tone: string; readonly rotation: number }) {
  return (
    <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform={`rotate(${rotation})`}>
      <line x1="0" y1="0" x2="0" y2="6" stroke={`var(--${tone})`} strokeWidth="1.6" strokeOpacity="0.75" />
    </pattern>
  )
}

interface MarksProps {
  readonly marks: readonly Mark[]
  readonly x: (ms: number) => number
  readonly totalMs: number
  readonly width: number
  readonly height: number
}

/** More marks than this are not drawn one by one. */
const MARKS_MAX = 60
const LABEL_CHARACTER = 6.7
const LABEL_HEIGHT = 14
/** So much of a value is shown: a line that was typed is longer. */
const VALUE_LENGTH_MAX = 24

function widthOf(label: string): number {
  return label.length * LABEL_CHARACTER + 12
}

function Marks({ x, totalMs, width, height, marks }: MarksProps) {
  const { diagram } = useSession()
  const nowMs = useSlow(useLive(({ head }) => head?.nowMs ?? 0))
  const verbs = useLive(({ description }) => description?.verbs)
  // Load and lines typed at a prompt are done to a box, but nothing is broken by them.
  const acts = useMemo(
    () => new Set(Object.values(verbs ?? {}).flatMap((own) => own.filter(isNoFault).map(({ verb }) => verb))),
    [verbs],
  )
  const ends: number[] = []
  return (
    <>
      {marks.slice(-MARKS_MAX).map((mark, index) => {
        const left = x(mark.fromMs)
        const right = x(mark.untilMs ?? Math.min(nowMs, totalMs))
        const isAct = acts.has(mark.action.verb)
        const number = `${index + 1 + Math.max(0, marks.length - MARKS_MAX)}`
        const words = `${number} ${labelOf(mark, diagram)}`
        const rows = Math.max(1, Math.floor(height / LABEL_HEIGHT))
        const flag = [words, number]
          .map((label) => ({ label, row: freeRow(ends, left, left + widthOf(label), rows) }))
          .find(({ row }) => row !== null)
        return (
          <g key={mark.index} className={`chart-mark ${isAct ? 'chart-act' : ''}`}>
            {right > left && <rect className="chart-mark-span" x={left} width={right - left} height={height} />}
            <line className="chart-mark-line" x1={left} x2={left} y1={0} y2={height} />
            {flag !== undefined && (
              <text x={Math.max(2, Math.min(left + 5, width - widthOf(flag.label)))} y={11 + flag.row! * LABEL_HEIGHT}>
                {flag.label}
              </text>
            )}
            <title>{words}</title>
          </g>
        )
      })}
    </>
  )
}

/** Finds a row in which a label does not meet the one before; null if all are taken. */
function freeRow(ends: number[], left: number, right: number, rows: number): number | null {
  for (let row = 0; row < rows; row++) {
    if ((ends[row] ?? -Infinity) > left) continue
    ends[row] = right
    return row
  }
  return null
}

/** Levels of load, and lines typed at a prompt. */
function isNoFault({ isLoad, value }: Verb): boolean {
  return isLoad === true || isBrought(value)
}

function labelOf({ action: { verb, target, value }, by }: Mark, diagram: Diagram): string {
  const name = (box: string) => diagram.boxes[box]?.label ?? box
  const where = target.kind === 'box' ? name(target.box) : `${name(target.from)} → ${name(target.to)}`
  const amount = value === undefined ? '' : ` ${value.slice(0, VALUE_LENGTH_MAX)}`
  return `${verb}${amount}: ${where}${by === 'you' ? ' (you)' : ''}`
}

function Playhead({ x, width, height }: Pick<MarksProps, 'x' | 'width' | 'height'>) {
  const nowMs = useLive(({ frame }) => frame?.nowMs ?? 0)
  const headMs = useLive((state) => state.headMs)
  const isPast = useLive(({ viewing }) => viewing !== null)
  const at = x(nowMs)
  return (
    <>
      {isPast && (
        <>
          <rect className="chart-later" x={at} width={Math.max(0, width - at)} height={height} />
          <line className="chart-head" x1={x(headMs)} x2={x(headMs)} y1={0} y2={height} />
        </>
      )}
      <g className="chart-playhead" transform={`translate(${at.toFixed(1)} 0)`}>
        <line y1={0} y2={height} />
        <circle cy={4} r={4} />
      </g>
    </>
  )
}

function useWidth(ref: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(600)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(100, Math.floor(entry!.contentRect.width))))
    observer.observe(ref.current!)
    return () => observer.disconnect()
  }, [ref])
  return width
}
