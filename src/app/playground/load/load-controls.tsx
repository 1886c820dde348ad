/** The load: how much comes in, and what unfair clients do. Every change is an act in the run, and part of its address. */
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Verb } from '~/kernel/verb'
import { useLive, useSession } from '../../session/session-context'
import { formatNumber } from '../../session/claim-result'
import { Switch } from '../switch'
import './load.css'

const NO_VERBS: readonly Verb[] = []

/** The verbs by which the load that a box makes is controlled; none for most boxes. */
export function useLoadVerbs(box: string): readonly Verb[] {
  const verbs = useLive(({ description, recording }) =>
    recording === null ? (description?.verbs[box] ?? NO_VERBS) : NO_VERBS,
  )
  return useMemo(() => verbs.filter(({ isLoad }) => isLoad === true), [verbs])
}

/** All controls of the load that one box makes. */
export function LoadControls({ box }: { readonly box: string }) {
  const verbs = useLoadVerbs(box)
  if (verbs.length === 0) return null
  const instant = verbs.filter(({ span }) => span === 'instant')
  return (
    <section className="load" aria-label="Load">
      {verbs
        .filter(({ span }) => span === 'lasting')
        .map((verb) =>
          verb.value?.kind === 'number' ? (
            <LevelControl key={verb.verb} box={box} verb={verb} value={verb.value} />
          ) : (
            <ToggleControl key={verb.verb} box={box} verb={verb} />
          ),
        )}
      {instant.length > 0 && (
        <div className="load-instant">
          {instant.map((verb) => (
            <InstantControl key={verb.verb} box={box} verb={verb} />
          ))}
        </div>
      )}
    </section>
  )
}

interface ControlProps {
  readonly box: string
  readonly verb: Verb
}

type NumberValue = Extract<Verb['value'], { readonly kind: 'number' }>

/** The value of a load verb in force, or null if the scenario alone decides. */
export function useLevel(box: string, verb: string): string | null {
  return useLive(({ frame }) => {
    const mark = frame?.marks.findLast(
      ({ action, untilMs }) =>
        untilMs === null && action.verb === verb && action.target.kind === 'box' && action.target.box === box,
    )
    return mark === undefined ? null : (mark.action.value ?? '')
  })
}

function useAct(box: string, verb: Verb) {
  const session = useSession()
  const isOver = useLive(
    ({ phase, viewing }) => (phase === 'ended' && viewing === null) || phase === 'booting' || phase === 'failed',
  )
  const act = (value?: string) =>
    void session.inject({ verb: verb.verb, target: { kind: 'box', box }, ...(value === undefined ? {} : { value }) })
  const heal = () => void session.inject({ verb: 'heal', target: { kind: 'box', box }, value: verb.verb })
  return { act, heal, isOver }
}

function LevelControl({ box, verb, value }: ControlProps & { readonly value: NumberValue }) {
  const { diagram } = useSession()
  const { act, heal, isOver } = useAct(box, verb)
  const level = useLevel(box, verb.verb)
  const [draft, setDraft] = useState<number | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const shown = draft ?? (level === null ? value.default : Number(level))
  const isShare = value.max <= 1
  const slide = (next: number) => {
    setDraft(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      act(String(next))
      setDraft(null)
    }, 250)
  }
  const name = `${verb.label} of ${diagram.boxes[box]!.label}`
  return (
    <div className="level">
      <div className="level-head">
        <span>{verb.label}</span>
        {level === null && draft === null ? (
          <span className="mono level-value level-scenario">as in scenario</span>
        ) : (
          <span className="mono level-value">
            {isShare ? `${Math.round(shown * 100)} %` : formatNumber(shown)}
            {isShare ? '' : ` ${value.unit.replace('requests/s', 'rps')}`}
            <button
              type="button"
              className="link-button"
              aria-label={`Back to the scenario: ${name}`}
              title="Back to what the scenario does"
              onClick={heal}
            >
              ↺
            </button>
          </span>
        )}
      </div>
      <input
        type="range"
        aria-label={name}
        aria-valuetext={level === null && draft === null ? 'as in the scenario' : `${shown} ${value.unit}`}
        title={verb.explain}
        min={value.min}
        max={value.max}
        step={value.step ?? 'any'}
        value={shown}
        disabled={isOver}
        onChange={(event) => slide(Number(event.target.value))}
      />
    </div>
  )
}

function ToggleControl({ box, verb }: ControlProps) {
  const { act, heal, isOver } = useAct(box, verb)
  const level = useLevel(box, verb.verb)
  return (
    <div className="level-head level-toggle" title={verb.explain}>
      <span>{verb.label}</span>
      <Switch isOn={level !== null} label={verb.label} isDisabled={isOver} onChange={(on) => (on ? act() : heal())} />
    </div>
  )
}

function InstantControl({ box, verb }: ControlProps) {
  const { act, isOver } = useAct(box, verb)
  const amount = verb.value?.kind === 'number' ? `${formatNumber(verb.value.default)} ${verb.value.unit}` : ''
  return (
    <button type="button" className="button button-small" title={verb.explain} disabled={isOver} onClick={() => act()}>
      + {verb.label.toLowerCase()}
      {amount !== '' && <span className="mono level-box">{amount}</span>}
    </button>
  )
}
