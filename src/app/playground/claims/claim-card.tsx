/** What a claim says, how it is put to the test, and how both sides of it came out. */
import type { ClaimDrawing } from '~/kernel/diagram'
import type { SimulationDescription } from '~/host/describe'
import { ToneMark } from '../../diagram/tone-mark'
import { resultOf, sideOf, type SideResult } from '../../session/claim-result'
import { useLive, useLiveShallow, useSession } from '../../session/session-context'

interface CardProps {
  readonly claim: ClaimDrawing
  readonly proof: SimulationDescription['claims'][string] | undefined
}

/** The card. */
export function ClaimCard({ claim, proof }: CardProps) {
  const session = useSession()
  const isOn = useLive(({ run }) => run?.without.includes(claim.id) !== true)
  const side = useLive(({ run }) => (run === null || proof === undefined ? null : sideOf(run, claim.id, proof)))
  return (
    <div className="claim-card">
      <p className="claim-statement">{claim.statement}</p>
      {proof !== undefined && (
        <>
          <dl className="claim-terms">
            <dt>Safeguard</dt>
            <dd>{proof.safeguard}</dd>
            <dt>Without it</dt>
            <dd>
              {!isOn && <ToneMark tone="failed" size={10} />} {proof.without}
            </dd>
            <dt>Put to the test</dt>
            <dd>{proof.hypothesis}</dd>
          </dl>
          <SideRow claim={claim.id} side="with" isCurrent={side === 'with'} />
          <SideRow claim={claim.id} side="without" isCurrent={side === 'without'} />
          <div className="claim-actions">
            <button
              type="button"
              className="button button-solid"
              aria-label={`Run it: ${claim.title}`}
              onClick={() => session.runClaim(claim.id, 'with')}
            >
              Run it
            </button>
            <button
              type="button"
              className="button"
              aria-label={`Same run, safeguard off: ${claim.title}`}
              onClick={() => session.runClaim(claim.id, 'without')}
            >
              Same run, safeguard off
            </button>
          </div>
        </>
      )}
    </div>
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
