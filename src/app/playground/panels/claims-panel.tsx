/** The claims: each states what to expect, runs it, and shows how it came out with its safeguard and without. */
import type { ClaimDrawing } from '~/kernel/diagram'
import { ToneMark } from '../../diagram/tone-mark'
import { resultOf, sideOf, type SideResult } from '../../session/claim-result'
import { useLive, useLiveShallow, useSession } from '../../session/session-context'
import { Switch } from './switch'

/** All claims of the diagram. */
export function ClaimsPanel() {
  const { diagram } = useSession()
  return (
    <section className="panel" aria-labelledby="claims-heading">
      <h2 className="caption" id="claims-heading">
        Claims
      </h2>
      <ul className="claims">
        {diagram.claims.map((claim) => (
          <ClaimCard key={claim.id} claim={claim} />
        ))}
      </ul>
    </section>
  )
}

function ClaimCard({ claim }: { readonly claim: ClaimDrawing }) {
  const session = useSession()
  const proof = useLive(({ description }) => description?.claims[claim.id])
  const isOn = useLive(({ run }) => run?.without.includes(claim.id) !== true)
  const side = useLive(({ run }) => (run === null || proof === undefined ? null : sideOf(run, claim.id, proof)))
  const isShown = useLive(({ frame }) => side !== null && frame !== null && frame.nowMs > 0)
  const known = useLive(({ results }) => results[claim.id])
  const hasRun = isShown || known !== undefined
  const toggle = (on: boolean) => {
    const without = session.currentRun?.without ?? []
    session.change({ without: on ? without.filter((id) => id !== claim.id) : [...without, claim.id] })
  }
  return (
    <li className={`claim ${isShown ? 'claim-shown' : ''}`}>
      <div className="claim-head">
        <h3>{claim.title}</h3>
        <Switch
          isOn={isOn}
          label={`Safeguard: ${proof?.safeguard ?? claim.title}`}
          isDisabled={proof === undefined}
          onChange={toggle}
        />
      </div>
      <p>{claim.statement}</p>
      {!isOn && proof !== undefined && (
        <p className="claim-without">
          <ToneMark tone="failed" size={10} /> Off: {proof.without.toLowerCase()}.
        </p>
      )}
      {proof !== undefined && (
        <details className="claim-proof" open={isShown || undefined}>
          <summary>{hasRun ? 'Hypothesis and verdict' : 'Put it to the test'}</summary>
          <p>{proof.hypothesis}</p>
          <SideRow claim={claim.id} side="with" isCurrent={side === 'with'} />
          <SideRow claim={claim.id} side="without" isCurrent={side === 'without'} />
          <div className="claim-actions">
            <button
              type="button"
              className="button button-small"
              aria-label={`Run it: ${claim.title}`}
              onClick={() => session.runClaim(claim.id, 'with')}
            >
              Run it
            </button>
            <button
              type="button"
              className="button button-small"
              aria-label={`Same run, safeguard off: ${claim.title}`}
              onClick={() => session.runClaim(claim.id, 'without')}
            >
              Same run, safeguard off
            </button>
          </div>
        </details>
      )}
    </li>
  )
}

interface SideRowProps {
  readonly claim: string
  readonly side: 'with' | 'without'
  readonly isCurrent: boolean
}

/** How one side came out: the run going on if it shows this side, else the last one that did. */
function SideRow({ claim, side, isCurrent }: SideRowProps) {
  const session = useSession()
  const known = useLive(({ results }) => results[claim]?.[side])
  const invariant = useLive(({ description }) => description?.claims[claim]?.invariant)
  const [held, evidence] = useLiveShallow(({ frame }) => {
    const verdict = isCurrent ? frame?.verdicts.find(({ id }) => id === invariant) : undefined
    if (verdict === undefined || frame!.nowMs === 0) return [null, ''] as const
    const result = resultOf(verdict)
    return [result.held, result.evidence] as const
  })
  const kind = useLive(({ description }) => description?.invariants.find(({ id }) => id === invariant)?.kind)
  const isOver = useLive(({ phase }) => phase === 'ended')
  const result: SideResult | undefined = held === null ? known : { held, evidence }
  if (result === undefined) return null
  const isGoingOn = isCurrent && held !== null && !isOver
  const isUnjudged = isGoingOn && result.held && kind === 'liveness'
  const word = !result.held ? 'violated' : isUnjudged ? 'judged at the end' : isGoingOn ? 'holds so far' : 'holds'
  const show = () => {
    const verdict = session.store.getState().frame?.verdicts.find(({ id }) => id === invariant)
    if (verdict?.first) void session.openCase(verdict.first)
  }
  return (
    <div className={`claim-side tone-${result.held ? 'allowed' : 'failed'}`}>
      <span className="claim-side-name">{side === 'with' ? 'Safeguard on' : 'Safeguard off'}</span>
      <span className="claim-verdict mono" data-testid={`verdict-${claim}-${side}`}>
        {isUnjudged ? '…' : result.held ? '✓' : '✕'} {word}
      </span>
      <span className="claim-evidence mono">{result.evidence}</span>
      {isCurrent && held === false && (
        <button type="button" className="link-button" onClick={show}>
          Show the guilty request
        </button>
      )}
    </div>
  )
}
