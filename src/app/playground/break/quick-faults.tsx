/** The faults that matter most at a box or an arrow, each done at once with its usual value; and the end of all of them. */
import { useId } from 'react'
import type { Verb } from '~/kernel/verb'
import type { Selection } from '../../session/live-store'
import { useLive } from '../../session/session-context'
import { formatSeconds, sentence } from '../format'
import { QUICK } from './quick-verbs'
import { useActs } from './use-acts'

/** The buttons. */
export function QuickFaults({ selection }: { readonly selection: Selection }) {
  const { act, choices, cannot, isOver } = useActs(selection)
  const reasonsId = useId()
  const badges = useLive(
    ({ frame }) => (selection.kind === 'box' ? frame?.boxes : frame?.arrows)?.[selection.id]?.badges,
  )
  const sinceOf = ({ badge }: Verb) =>
    badges?.find(({ text }) => badge !== undefined && text.startsWith(badge))?.sinceMs ?? null
  const quick = QUICK[selection.kind].flatMap((name) => choices.filter(({ verb }) => verb === name))
  const isWell = badges?.every(({ isLoad }) => isLoad === true) !== false
  const send = (verb: Pick<Verb, 'verb' | 'value'>) => {
    const { value } = verb
    const usual = value !== undefined && 'default' in value ? { value: String(value.default) } : {}
    void act(verb, usual).catch(() => undefined)
  }
  if (quick.length === 0) return null
  return (
    <ul className="quick-faults">
      {quick.map((verb, index) => (
        <QuickFault
          key={verb.verb}
          verb={verb}
          sinceMs={sinceOf(verb)}
          isFirst={index === 0}
          isDisabled={isOver}
          refusedBy={cannot[verb.verb] === undefined ? null : reasonsId}
          onAct={() => send(verb)}
        />
      ))}
      <li>
        <button
          type="button"
          className="quick-fault quick-heal tone-allowed"
          data-break-button
          disabled={isOver || isWell}
          onClick={() => send({ verb: 'heal' })}
        >
          <span aria-hidden="true">+</span>
          Heal
        </button>
      </li>
      <Refused quick={quick} cannot={cannot} id={reasonsId} />
    </ul>
  )
}

interface RefusedProps {
  readonly quick: readonly Verb[]
  readonly cannot: Readonly<Record<string, string>>
  readonly id: string
}

/** Why some of them cannot be done to a real server: each reason once. */
function Refused({ quick, cannot, id }: RefusedProps) {
  const refused = quick.filter(({ verb }) => cannot[verb] !== undefined)
  const reasons = [...new Set(refused.map(({ verb }) => cannot[verb]!))]
  if (reasons.length === 0) return null
  return (
    <li className="quick-refused" id={id}>
      {reasons.map((why) => (
        <p key={why}>
          <span aria-hidden="true">⊘</span>{' '}
          <strong>{refused.flatMap(({ verb, label }) => (cannot[verb] === why ? [label] : [])).join(', ')}:</strong>{' '}
          {sentence(why)}
        </p>
      ))}
    </li>
  )
}

interface FaultProps {
  readonly verb: Verb
  /** Since when it is in force, in milliseconds of the run; null if it is not. */
  readonly sinceMs: number | null
  readonly isFirst: boolean
  readonly isDisabled: boolean
  /** The id of what says why it cannot be done; null if it can. */
  readonly refusedBy: string | null
  readonly onAct: () => void
}

function QuickFault({ verb, sinceMs, isFirst, isDisabled, refusedBy, onAct }: FaultProps) {
  return (
    <li>
      <button
        type="button"
        className={`quick-fault ${sinceMs === null ? '' : 'quick-active tone-failed'}`}
        title={verb.explain}
        data-break-button
        {...(isFirst ? { 'data-break-first': true } : {})}
        disabled={isDisabled || sinceMs !== null || refusedBy !== null}
        {...(refusedBy === null ? {} : { 'aria-describedby': refusedBy })}
        onClick={onAct}
      >
        <span aria-hidden="true">{refusedBy === null ? SIGNS[verb.verb] : '⊘'}</span>
        {verb.label}
        {sinceMs !== null && <span className="quick-since mono">since {formatSeconds(sinceMs)}</span>}
      </button>
    </li>
  )
}

const SIGNS: Readonly<Partial<Record<string, string>>> = {
  crash: '✕',
  freeze: '❄',
  slow: '◷',
  partition: '⫽',
  delay: '◷',
  loss: '◌',
}
