/** The load: how much comes in, and what unfair clients do. Every change is an act in the run, and part of its address. */
import { useEffect, useRef, useState } from 'react'
import type { Verb } from '~/kernel/verb'
import { useLive, useLiveShallow, useSession } from '../../session/session-context'
import { formatNumber } from '../../session/claim-result'
import { Switch } from './switch'

/** All controls of load that the diagram has. */
export function LoadPanel() {
  const verbs = useLive(({ description }) => description?.verbs)
  const controls = Object.entries(verbs ?? {}).flatMap(([box, list]) =>
    list.filter(({ isLoad }) => isLoad === true).map((verb) => ({ box, verb })),
  )
  if (controls.length === 0) return null
  const instant = controls.filter(({ verb }) => verb.span === 'instant')
  const lasting = controls.filter(({ verb }) => verb.span === 'lasting')
  return (
    <section className="panel" aria-labelledby="load-heading">
      <h2 className="caption" id="load-heading">
        Load
      </h2>
      {lasting.map(({ box, verb }) =>
        verb.value?.kind === 'number' ? (
          <LevelControl key={`${box} ${verb.verb}`} box={box} verb={verb} value={verb.value} />
        ) : (
          <ToggleControl key={`${box} ${verb.verb}`} box={box} verb={verb} />
        ),
      )}
      <div className="load-instant">
        {instant.map(({ box, verb }) => (
          <InstantControl key={`${box} ${verb.verb}`} box={box} verb={verb} />
        ))}
      </div>
    </section>
  )
}

interface ControlProps {
  readonly box: string
  readonly verb: Verb
}

type NumberValue = Extract<Verb['value'], { readonly kind: 'number' }>

/** The value of a load verb in force, or null if the scenario alone decides. */
function useLevel(box: string, verb: string): string | null {
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
        <span>
          {verb.label}
          <span className="level-box"> · {diagram.boxes[box]!.label}</span>
        </span>
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

/** Says that acts of the visitor are part of the run, and forgets them. */
export function ActsNote() {
  const session = useSession()
  const [count] = useLiveShallow(({ frame }) => [frame?.run.actions.length ?? 0])
  if (count === 0) return null
  return (
    <p className="acts-note">
      {count} {count === 1 ? 'act of yours is' : 'acts of yours are'} part of this run and its address.{' '}
      <button type="button" className="link-button" onClick={() => session.change({ actions: [] })}>
        Forget {count === 1 ? 'it' : 'them'}
      </button>
    </p>
  )
}
