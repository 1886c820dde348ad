/** Everything that can be done to a box or an arrow, what each does, with its values; searched by word. */
import { useId, useState } from 'react'
import { arrowBoxes } from '~/kernel/arrow'
import { instancesOf } from '~/kernel/diagram'
import type { Verb } from '~/kernel/verb'
import type { Selection } from '../../session/live-store'
import { useSession } from '../../session/session-context'
import { sentence } from '../format'
import './fault-list.css'
import { targetOf, useActs } from './use-acts'

const DURATIONS = [
  ['', 'until healed'],
  ['500', 'for 0.5 s'],
  ['1000', 'for 1 s'],
  ['2000', 'for 2 s'],
  ['5000', 'for 5 s'],
  ['10000', 'for 10 s'],
] as const

/** The list of one box or arrow. */
export function FaultList({ selection }: { readonly selection: Selection }) {
  const [wanted, setWanted] = useState('')
  const [forMs, setForMs] = useState('')
  const [instance, setInstance] = useState('')
  const [otherInstance, setOtherInstance] = useState('')
  const [problem, setProblem] = useState('')
  const target = targetOf(selection, numberOf(instance), numberOf(otherInstance))
  const { act, choices, cannot, isOver } = useActs(selection, target)
  const { from, to } = arrowBoxes(selection.id)
  const isRefused = ({ verb }: Verb) => cannot[verb] !== undefined
  const found = choices
    .filter(({ label, explain }) => `${label} ${explain}`.toLowerCase().includes(wanted.toLowerCase()))
    .toSorted((one, other) => Number(isRefused(one)) - Number(isRefused(other)))
  const send = (verb: Verb, value: string | undefined) => {
    setProblem('')
    act(verb, {
      ...(value === undefined ? {} : { value }),
      ...(verb.span === 'lasting' && forMs !== '' ? { forMs: Number(forMs) } : {}),
    }).catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
  }
  return (
    <div className="break">
      <input
        className="field"
        type="search"
        aria-label="Search faults"
        placeholder={`Search ${choices.length} faults`}
        maxLength={60}
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <div className="break-terms">
        <label>
          Faults last
          <select className="field" value={forMs} onChange={(event) => setForMs(event.target.value)}>
            {DURATIONS.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <InstanceChoice label="at" box={from} value={instance} onChoose={setInstance} />
        {to !== '' && <InstanceChoice label="to" box={to} value={otherInstance} onChoose={setOtherInstance} />}
      </div>
      {problem !== '' && (
        <p className="break-problem" role="alert">
          {problem}
        </p>
      )}
      {found.length === 0 && <p className="inspector-note">No fault is called that.</p>}
      <ul className="break-list">
        {found.map((verb) => (
          <BreakItem key={verb.verb} verb={verb} isDisabled={isOver} whyNot={cannot[verb.verb]} onAct={send} />
        ))}
      </ul>
    </div>
  )
}

function numberOf(choice: string): number | undefined {
  return choice === '' ? undefined : Number(choice)
}

interface InstanceChoiceProps {
  readonly label: string
  readonly box: string
  /** An instance's number as text; empty for all of them. */
  readonly value: string
  readonly onChoose: (value: string) => void
}

/** Which of a box's processes is meant; nothing to choose where there is one. */
function InstanceChoice({ label, box, value, onChoose }: InstanceChoiceProps) {
  const { diagram } = useSession()
  const count = instancesOf(diagram, box)
  if (count === 1) return null
  return (
    <label>
      {label}
      <select className="field" value={value} onChange={(event) => onChoose(event.target.value)}>
        <option value="">all {count} instances</option>
        {Array.from({ length: count }, (_, index) => (
          <option key={index} value={index}>
            {diagram.boxes[box]!.label} #{index}
          </option>
        ))}
      </select>
    </label>
  )
}

interface ItemProps {
  readonly verb: Verb
  readonly isDisabled: boolean
  /** Why it cannot be done to the real server; undefined if it can. */
  readonly whyNot: string | undefined
  readonly onAct: (verb: Verb, value: string | undefined) => void
}

function BreakItem({ verb, isDisabled, whyNot, onAct }: ItemProps) {
  const { value } = verb
  const [draft, setDraft] = useState(value !== undefined && 'default' in value ? String(value.default) : '')
  const id = useId()
  return (
    <li className="break-item">
      <div className="break-row">
        <button
          type="button"
          className="button button-small break-button"
          data-break-button
          aria-describedby={id}
          disabled={isDisabled || whyNot !== undefined}
          onClick={() => onAct(verb, value === undefined ? undefined : draft)}
        >
          {verb.label}
        </button>
        {whyNot === undefined && value?.kind === 'number' && (
          <label className="break-value">
            <input
              className="field mono"
              inputMode="decimal"
              aria-label={`${verb.label}: ${value.unit}, ${value.min} to ${value.max}`}
              value={draft}
              onChange={(event) => setDraft(event.target.value)}
            />
            {value.unit}
          </label>
        )}
        {whyNot === undefined && value?.kind === 'choice' && (
          <select
            className="field"
            aria-label={`${verb.label}: which`}
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
          >
            {value.options.map((option) => (
              <option key={option}>{option}</option>
            ))}
          </select>
        )}
        {whyNot === undefined && value?.kind === 'text' && (
          <input
            className="field mono"
            aria-label={`${verb.label}: text`}
            maxLength={value.lengthMax}
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
          />
        )}
      </div>
      <p id={id}>
        {whyNot === undefined ? (
          verb.explain
        ) : (
          <>
            <span aria-hidden="true">⊘</span> {sentence(whyNot)}
          </>
        )}
      </p>
    </li>
  )
}
