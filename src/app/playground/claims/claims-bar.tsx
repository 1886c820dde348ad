/** The claims of the diagram as one slim row; each opens over the stage and says what to expect, runs it, and shows how it came out. */
import { useEffect, useRef } from 'react'
import type { ClaimDrawing } from '~/kernel/diagram'
import { ToneMark } from '../../diagram/tone-mark'
import { useLive, useSession } from '../../session/session-context'
import { ChevronIcon } from '../tool-icons'
import { Switch } from '../switch'
import { useDismiss } from '../use-dismiss'
import { ClaimCard } from './claim-card'
import './claims.css'
import { useStanding } from './use-standing'

/** All claims of the diagram. */
export function ClaimsBar() {
  const { diagram } = useSession()
  return (
    <section className="claims-bar" aria-labelledby="claims-heading">
      <h2 className="visually-hidden" id="claims-heading">
        Claims
      </h2>
      <ul className="claims">
        {diagram.claims.map((claim) => (
          <Claim key={claim.id} claim={claim} />
        ))}
      </ul>
    </section>
  )
}

function Claim({ claim }: { readonly claim: ClaimDrawing }) {
  const session = useSession()
  const cardRef = useRef<HTMLDetailsElement>(null)
  useDismiss(cardRef)
  const isCase = useLive((state) => state.case !== null)
  // What went wrong is to be seen on the stage, which the card would cover.
  useEffect(() => {
    if (isCase && cardRef.current !== null) cardRef.current.open = false
  }, [isCase])
  const proof = useLive(({ description }) => description?.claims[claim.id])
  const isOn = useLive(({ run }) => run?.without.includes(claim.id) !== true)
  const { word, held } = useStanding(claim.id)
  const toggle = (on: boolean) => {
    const without = session.currentRun?.without ?? []
    session.change({ without: on ? without.filter((id) => id !== claim.id) : [...without, claim.id] })
  }
  const tone = held === false ? 'failed' : 'allowed'
  return (
    <li className={`claim tone-${tone} ${held === false ? 'claim-violated' : ''} ${isOn ? '' : 'claim-off'}`}>
      <details className="claim-more" ref={cardRef}>
        <summary title={claim.statement}>
          {held === null ? <span className="claim-untested" aria-hidden="true" /> : <Standing held={held} />}
          <span className="claim-title">{claim.title}</span>
          <span className="claim-word mono">{word === '' && !isOn ? 'off' : word}</span>
          <ChevronIcon />
        </summary>
        <ClaimCard claim={claim} proof={proof} />
      </details>
      <Switch
        isOn={isOn}
        label={`Safeguard: ${proof?.safeguard ?? claim.title}`}
        isDisabled={proof === undefined}
        onChange={toggle}
      />
    </li>
  )
}

function Standing({ held }: { readonly held: boolean }) {
  return held ? (
    <span className="claim-check" aria-hidden="true">
      ✓
    </span>
  ) : (
    <ToneMark tone="failed" size={11} />
  )
}
