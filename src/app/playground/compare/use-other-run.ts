/** The run that is compared with: one that was played before, or one that a second engine plays beside this one. */
import { useEffect, useState } from 'react'
import type { Run } from '~/kernel/run'
import { connectWorker } from '~/host/connect'
import { formatRunQuery } from '~/kernel/run-query'
import type { Moment } from '~/projections/annals'
import type { Keyframe } from '~/projections/frame'
import type { Column } from '~/projections/timeline'
import { RunSession } from '../../session/run-session'
import type { EarlierRun } from '../../session/earlier-run'
import { useSession } from '../../session/session-context'

/** What is chosen: a run that was played before, or one to be played. */
export type Choice =
  { readonly kind: 'earlier'; readonly earlier: EarlierRun } | { readonly kind: 'run'; readonly run: Run }

/** The other run as far as it is known. */
export interface OtherRun {
  readonly run: Run
  readonly headMs: number
  readonly columns: readonly Column[]
  readonly keyframes: readonly Keyframe[]
  /** How it stands where it was played to; null before it is. */
  readonly latest: Pick<Moment, 'verdicts'> | null
  /** Its latest moment at or before a time. */
  at(ms: number): Moment | null
  readonly failure: string | null
}

/** As fast as it goes: it only has to catch up. */
const SPEED = 100
const LOOK_MS = 250

/** Follows the other run; a second engine plays it as far as this run was played, and no further. */
export function useOtherRun(choice: Choice | null): OtherRun | null {
  const session = useSession()
  const [known, setKnown] = useState<OtherRun | null>(null)
  useEffect(() => {
    if (choice?.kind !== 'run') return
    const second = new RunSession(session.diagram, {
      search: formatRunQuery(choice.run),
      plays: true,
      stops: false,
      // Beside a run on live stores, too: those happen one at a time.
      connect: connectWorker,
    })
    second.setSpeed(SPEED)
    second.start()
    const look = () => {
      const { headMs } = session.store.getState()
      const other = second.store.getState()
      if (other.phase === 'running' && other.headMs >= headMs) second.pause()
      else if (other.phase === 'paused' && other.headMs < headMs) second.play()
      setKnown({
        run: choice.run,
        headMs: other.headMs,
        columns: other.columns,
        keyframes: second.keyframes,
        latest: other.head,
        at: (ms) => second.momentAt(ms),
        failure: other.failure,
      })
    }
    const timer = setInterval(look, LOOK_MS)
    return () => {
      clearInterval(timer)
      second.close()
      setKnown(null)
    }
  }, [session, choice])
  if (choice === null) return null
  return choice.kind === 'earlier' ? fromEarlier(choice.earlier) : known
}

function fromEarlier({ run, played }: EarlierRun): OtherRun {
  return {
    run,
    headMs: played.head.nowMs,
    columns: played.columns,
    keyframes: played.keyframes,
    latest: played.head,
    at: (ms) => played.momentAt(ms),
    failure: null,
  }
}
