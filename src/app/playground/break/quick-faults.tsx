/** The faults that matter most at a box or an arrow, each done at once with its usual value; and the end of all of them. */
import type { Verb } from '~/kernel/verb'
import type { Selection } from '../../session/live-store'
import { useLive } from '../../session/session-context'
import { formatSeconds } from '../format'
import { QUICK } from './quick-verbs'
import { useActs } from './use-acts'

/** The buttons. */
export function QuickFaults({ selection }: { readonly selection: Selection }) {
  const { act, choices, isOver } = useActs(selection)
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
    </ul>
  )
}

interface FaultProps {
  readonly verb: Verb
  /** Since when it is in force, in milliseconds of the run; null if it is not. */
  readonly sinceMs: number | null
  readonly isFirst: boolean
  readonly isDisabled: boolean
  readonly onAct: () => void
}

function QuickFault({ verb, sinceMs, isFirst, isDisabled, onAct }: FaultProps) {
  return (
    <li>
      <button
        type="button"
        className={`quick-fault ${sinceMs === null ? '' : 'quick-active tone-failed'}`}
        title={verb.explain}
        data-break-button
        {...(isFirst ? { 'data-break-first': true } : {})}
        disabled={isDisabled || sinceMs !== null}
        onClick={onAct}
      >
        <span aria-hidden="true">{SIGNS[verb.verb]}</span>
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
