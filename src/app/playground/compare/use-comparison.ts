/** What this run is compared with, for the chart that draws it as a ghost and the panel that says what differs. */
import { useEffect, useMemo, useState } from 'react'
import type { Run } from '~/kernel/run'
import { differenceBetween } from '../../session/earlier-run'
import { useLive, useSession } from '../../session/session-context'
import type { Ghost } from '../timeline/ghost-lines'
import { differingStretches } from './differences'
import { useOtherRun, type Choice, type OtherRun } from './use-other-run'

/** Stands in the list for the run that is played on live stores, executed in the engine. */
export const ENGINE = 'engine'

/** The choice of a visitor, and the other run as far as it is known. */
export interface Comparison {
  /** Of the list of what there is to compare with; empty if with nothing. */
  readonly chosen: string
  choose(value: string): void
  /** Null while nothing is chosen, or nothing is known of it yet. */
  readonly other: OtherRun | null
  readonly ghost: Ghost | null
}

/** The comparison of this page. */
export function useComparison(): Comparison {
  const session = useSession()
  const [chosen, setChosen] = useState('')
  const [choice, setChoice] = useState<Choice | null>(null)
  const other = useOtherRun(choice)
  const columns = useLive((state) => (choice === null ? null : state.columns))
  // The whole run, also while a moment of its past is shown.
  const run = useLive(() => session.currentRun)
  const choose = (value: string) => {
    setChosen(value)
    const [kind, id = ''] = value.split(':')
    const earlier = session.store.getState().earlierRuns[Number(id)]
    if (kind === 'earlier' && earlier !== undefined) setChoice({ kind, earlier })
    else if (kind === 'claim' && run !== null) setChoice({ kind: 'run', run: toggled(run, id) })
    else if (kind === ENGINE && run !== null) setChoice({ kind: 'run', run })
    else setChoice(null)
  }
  const isBoth = chosen === ENGINE
  // One press elsewhere lays the engine's run beside the one on live stores.
  const worlds = useLive((state) => state.worlds?.state)
  useEffect(() => {
    if (worlds === 'playing') choose(ENGINE)
    // Only that press: what somebody chooses afterwards stays.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [worlds])
  const ghost = useMemo(
    () =>
      other === null || columns === null || run === null
        ? null
        : {
            name: isBoth ? 'the same run in the engine' : differenceBetween(other.run, run),
            columns: other.columns,
            stretches: differingStretches(columns, other.columns),
          },
    [other, columns, run, isBoth],
  )
  return { chosen, choose, other, ghost }
}

/** The same run with one safeguard the other way round. */
function toggled(run: Run, id: string): Run {
  const without = run.without.includes(id) ? run.without.filter((each) => each !== id) : [...run.without, id]
  return { ...run, without }
}
