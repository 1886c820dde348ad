/** Draws who called whom, in order: a lifeline for each box, a line for each message. Equal steps, not to scale. */
import { useMemo } from 'react'
import { useSession } from '../../session/session-context'
import { formatTime } from '../format'
import { sequenceOf, type Step } from './sequence'
import type { PlainEvent } from '~/kernel/trace'
import { useLinesOf } from './use-lines-of'

const LANE = 78
const HEAD = 34
const ROW = 26
const TIME = 74
/** More steps than this are not drawn. */
const STEPS_MAX = 200

/** The sequence diagram of some events, oldest first. */
export function SequenceView({ events }: { readonly events: readonly PlainEvent[] }) {
  const { diagram } = useSession()
  const linesOf = useLinesOf()
  const { lifelines, steps } = useMemo(() => sequenceOf(events, linesOf), [events, linesOf])
  const shown = steps.slice(0, STEPS_MAX)
  const x = (box: string) => TIME + LANE / 2 + lifelines.indexOf(box) * LANE
  const width = TIME + lifelines.length * LANE
  const height = HEAD + shown.length * ROW + 10
  return (
    <div className="sequence" tabIndex={0} role="group" aria-label="Sequence of messages">
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={`${shown.length} steps between ${lifelines.join(', ')}`}
      >
        {lifelines.map((box) => (
          <g key={box}>
            <text className="sequence-name" x={x(box)} y={16}>
              {shortName(diagram.boxes[box]?.label ?? box)}
            </text>
            <line className="sequence-life" x1={x(box)} x2={x(box)} y1={HEAD - 10} y2={height} />
          </g>
        ))}
        {shown.map((step, index) => (
          <StepLine key={`${step.event} ${step.kind}`} step={step} x={x} y={HEAD + index * ROW + 16} />
        ))}
      </svg>
      {steps.length > STEPS_MAX && <p className="inspector-note">… and {steps.length - STEPS_MAX} more steps.</p>}
    </div>
  )
}

interface StepProps {
  readonly step: Step
  readonly x: (box: string) => number
  readonly y: number
}

function StepLine({ step: { kind, from, to, label, tone, atMs }, x, y }: StepProps) {
  const [start, end] = [x(from), x(to)]
  const time = (
    <text className="sequence-time" x={0} y={y + 3}>
      {formatTime(atMs)}
    </text>
  )
  if (start === end) {
    return (
      <g className={`tone-${tone} sequence-step`}>
        {time}
        <circle className={kind === 'fact' ? 'sequence-fact' : 'sequence-gave-up'} cx={start} cy={y} r={3.5} />
        <text className="sequence-label sequence-label-aside" x={start + 8} y={y + 3}>
          {kind === 'gave-up' ? `gives up: ${label}` : label}
        </text>
      </g>
    )
  }
  const direction = Math.sign(end - start)
  const stop = kind === 'lost' ? start + (end - start) * 0.6 : end - direction * 2
  return (
    <g className={`tone-${tone} sequence-step`}>
      {time}
      <line className={`sequence-message sequence-${kind}`} x1={start + direction * 2} x2={stop} y1={y} y2={y} />
      {kind === 'lost' ? (
        <path className="sequence-cross" d={`M${stop - 4} ${y - 4}l8 8m0 -8l-8 8`} />
      ) : (
        <path className="sequence-tip" d={`M${stop} ${y}l${-direction * 7} -3.5v7z`} />
      )}
      <text className="sequence-label" x={(start + end) / 2} y={y - 4}>
        {label}
      </text>
    </g>
  )
}

/** A label of a box that fits its lane. */
function shortName(label: string): string {
  return label.length > 14 ? `${label.slice(0, 13)}…` : label
}
