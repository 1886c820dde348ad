/** "Break it": everything that can be done to a box or an arrow, what it does, and what is in force. */
import { useId, useState, type KeyboardEvent } from 'react'
import { verbsOf, type Target } from '~/kernel/action'
import { arrowBoxes } from '~/kernel/arrow'
import { instancesOf } from '~/kernel/diagram'
import type { Verb } from '~/kernel/verb'
import type { Selection } from '../../session/live-store'
import { useLive, useLiveShallow, useSession } from '../../session/session-context'
import { BadgeMark } from '../stage/box-node'
import './break-tab.css'

const NO_VERBS = {}
const DURATIONS = [
  ['', 'until healed'],
  ['500', 'for 0.5 s'],
  ['1000', 'for 1 s'],
  ['2000', 'for 2 s'],
  ['5000', 'for 5 s'],
  ['10000', 'for 10 s'],
] as const

/** The menu of one box or arrow. */
export function BreakTab({ selection }: { readonly selection: Selection }) {
  const session = useSession()
  const { diagram } = session
  const verbs = useLive(({ description }) => description?.verbs ?? NO_VERBS)
  // What the prompt of a store does is not offered a second time.
  const spokenFor = useLive(({ description }) => description?.stores[selection.id]?.prompt?.writes)
  const isOver = useLive(({ phase, viewing }) => phase === 'ended' && viewing === null)
  const [forMs, setForMs] = useState('')
  const [instance, setInstance] = useState('')
  const [otherInstance, setOtherInstance] = useState('')
  const [problem, setProblem] = useState('')
  const target = targetOf(selection, numberOf(instance), numberOf(otherInstance))
  const choices = verbsOf({ diagram, verbs }, target).filter(
    (verb) => verb.verb !== 'heal' && verb.isLoad !== true && verb.verb !== spokenFor,
  )
  const { from, to } = arrowBoxes(selection.id)
  const act = (verb: Verb, value: string | undefined) => {
    setProblem('')
    session
      .inject({
        verb: verb.verb,
        target,
        ...(value === undefined ? {} : { value }),
        ...(verb.span === 'lasting' && forMs !== '' ? { forMs: Number(forMs) } : {}),
      })
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
  }
  if (choices.length === 0) {
    const host = selection.kind === 'box' ? diagram.boxes[selection.id]?.hostedBy : undefined
    return (
      <p className="inspector-note">
        {host === undefined
          ? 'This arrow stays inside one process: there is no network in it to break.'
          : `This box lives in the process of ${diagram.boxes[host]!.label}: break that one, and this one goes with it.`}
      </p>
    )
  }
  return (
    <div className="break">
      <ActiveFaults selection={selection} onHeal={() => act({ verb: 'heal', span: 'instant' } as Verb, undefined)} />
      {isOver && <p className="inspector-note">The run has ended. Restart it to break something.</p>}
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
        <p className="parameter-wrong" role="alert">
          {problem}
        </p>
      )}
      <ul className="break-list" onKeyDown={moveInList}>
        {choices.map((verb, index) => (
          <BreakItem key={verb.verb} verb={verb} isFirst={index === 0} isDisabled={isOver} onAct={act} />
        ))}
      </ul>
    </div>
  )
}

function numberOf(choice: string): number | undefined {
  return choice === '' ? undefined : Number(choice)
}

function targetOf({ kind, id }: Selection, instance: number | undefined, toInstance: number | undefined): Target {
  if (kind === 'box') return { kind, box: id, ...(instance === undefined ? {} : { instance }) }
  return {
    kind,
    ...arrowBoxes(id),
    ...(instance === undefined ? {} : { fromInstance: instance }),
    ...(toInstance === undefined ? {} : { toInstance }),
  }
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

function ActiveFaults({ selection, onHeal }: { readonly selection: Selection; readonly onHeal: () => void }) {
  const badges = useLiveShallow(({ frame }) =>
    ((selection.kind === 'box' ? frame?.boxes : frame?.arrows)?.[selection.id]?.badges ?? []).map((badge) =>
      JSON.stringify(badge),
    ),
  )
  if (badges.length === 0) return null
  return (
    <div className="break-active" role="group" aria-label="In force">
      {badges.map((badge) => (
        <BadgeMark key={badge} badge={JSON.parse(badge)} />
      ))}
      <button type="button" className="button button-small" onClick={onHeal}>
        Heal
      </button>
    </div>
  )
}

interface ItemProps {
  readonly verb: Verb
  readonly isFirst: boolean
  readonly isDisabled: boolean
  readonly onAct: (verb: Verb, value: string | undefined) => void
}

function BreakItem({ verb, isFirst, isDisabled, onAct }: ItemProps) {
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
          {...(isFirst ? { 'data-break-first': true } : {})}
          aria-describedby={id}
          disabled={isDisabled}
          onClick={() => onAct(verb, value === undefined ? undefined : draft)}
        >
          {verb.label}
        </button>
        {value?.kind === 'number' && (
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
        {value?.kind === 'choice' && (
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
        {value?.kind === 'text' && (
          <input
            className="field mono"
            aria-label={`${verb.label}: text`}
            maxLength={value.lengthMax}
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
          />
        )}
      </div>
      <p id={id}>{verb.explain}</p>
    </li>
  )
}

/** The arrow keys go through the buttons, as in a menu. */
function moveInList(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0 || !(event.target instanceof HTMLButtonElement)) return
  event.preventDefault()
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('[data-break-button]:not(:disabled)')]
  buttons[buttons.indexOf(event.target) + step]?.focus()
}
