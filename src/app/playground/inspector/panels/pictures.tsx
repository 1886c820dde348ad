/** Panels that are pictures: state machines, levels with their limits, amounts over time. */
import type { Panel } from '~/kernel/panel'
import { ToneMark } from '../../../diagram/tone-mark'
import './pictures.css'

type Machine = Extract<Panel, { readonly kind: 'machine' }>
type Meter = Extract<Panel, { readonly kind: 'meter' }>
type Bars = Extract<Panel, { readonly kind: 'bars' }>

/** A state machine, and what leads on from where it stands. */
export function MachineView({ panel: { current, states, steps } }: { readonly panel: Machine }) {
  return (
    <>
      <ol className="machine">
        {states.map(({ state, tone }) => (
          <li
            key={state}
            className={`machine-state tone-${tone}`}
            aria-current={state === current ? 'step' : undefined}
          >
            <ToneMark tone={tone} /> {state}
          </li>
        ))}
      </ol>
      <ul className="machine-steps">
        {steps
          .filter(({ from }) => from === current)
          .map(({ to, when }) => (
            <li key={to}>
              → <strong>{to}</strong>: {when}
            </li>
          ))}
      </ul>
    </>
  )
}

const METER_WIDTH = 240
const METER_HEIGHT = 8

/** A level, and its limit. */
export function MeterView({ panel: { label, text, value, max, limit } }: { readonly panel: Meter }) {
  const width = (amount: number) => (max > 0 ? Math.min(1, Math.max(0, amount / max)) * METER_WIDTH : 0)
  const isOver = limit !== undefined && value >= limit
  return (
    <>
      <svg
        className={`meter tone-${isOver ? 'failed' : 'allowed'}`}
        viewBox={`0 0 ${METER_WIDTH} ${METER_HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: ${text}`}
      >
        <rect className="meter-level" width={width(value)} height={METER_HEIGHT} />
        {limit !== undefined && <line className="meter-limit" x1={width(limit)} x2={width(limit)} y2={METER_HEIGHT} />}
      </svg>
      <p className="offered-text mono">{text}</p>
    </>
  )
}

const BARS_WIDTH = 240
const BARS_HEIGHT = 36

/** Amounts side by side, oldest first. */
export function BarsView({ panel: { label, text, bars } }: { readonly panel: Bars }) {
  const step = BARS_WIDTH / Math.max(1, bars.length)
  const totals = bars.map((bar) => bar.reduce((sum, { value }) => sum + value, 0))
  const scale = BARS_HEIGHT / Math.max(1, ...totals)
  return (
    <>
      <svg className="amounts" viewBox={`0 0 ${BARS_WIDTH} ${BARS_HEIGHT}`} role="img" aria-label={`${label}: ${text}`}>
        {bars.map((bar, index) => {
          let foot = BARS_HEIGHT
          return bar.map(({ tone, value }) => {
            foot -= value * scale
            return (
              <rect
                key={`${index}${tone}`}
                className={`tone-${tone} band`}
                x={index * step}
                y={foot}
                width={Math.max(0.5, step - 1)}
                height={value * scale}
              />
            )
          })
        })}
      </svg>
      <p className="offered-text mono">{text}</p>
    </>
  )
}
