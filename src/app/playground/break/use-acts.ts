/** What can be done to a box or an arrow, and the doing of it. */
import { useMemo } from 'react'
import { formatTarget, verbsOf, type Target } from '~/kernel/action'
import { arrowBoxes } from '~/kernel/arrow'
import type { Verb } from '~/kernel/verb'
import type { Selection } from '../../session/live-store'
import { useLive, useSession } from '../../session/session-context'

const NO_VERBS = {}
const NOTHING: Readonly<Record<string, string>> = {}

/** How an act is done, where that differs from its usual way: until it is healed. */
export interface Terms {
  readonly value?: string
  readonly forMs?: number
}

/**
 * The faults of a box or an arrow, or of some instances of it; `cannot` says by verb why one cannot be done to the real server behind it, and `act` is rejected with the engine's
 * reason if it refuses one all the same.
 */
export function useActs(selection: Selection, target = targetOf(selection)) {
  const session = useSession()
  const { diagram } = session
  const verbs = useLive(({ description }) => description?.verbs ?? NO_VERBS)
  // What the prompt of a store does is not offered a second time; and a file is brought where the box says what it thinks of it.
  const spokenFor = useLive(({ description }) => description?.stores[selection.id]?.prompt?.writes)
  const isOver = useLive(({ phase, viewing }) => phase === 'ended' && viewing === null)
  const isRecorded = useLive(({ recording }) => recording !== null)
  const choices = useMemo(
    () =>
      isRecorded
        ? []
        : verbsOf({ diagram, verbs }, targetOf(selection)).filter(
            ({ verb, isLoad, value }) =>
              verb !== 'heal' && isLoad !== true && verb !== spokenFor && value?.kind !== 'file',
          ),
    [diagram, verbs, selection, spokenFor, isRecorded],
  )
  // What is refused is shown all the same, with the reason, so that nobody looks for it in vain.
  const cannot = useLive((state) => state.cannot[formatTarget(target)] ?? state.cannot[selection.id] ?? NOTHING)
  const act = (verb: Pick<Verb, 'verb'>, terms: Terms = {}) => session.inject({ verb: verb.verb, target, ...terms })
  return { act, choices, cannot, isOver }
}

/** A box or an arrow with the instances that are meant: all of them where none is given. */
export function targetOf({ kind, id }: Selection, instance?: number, toInstance?: number): Target {
  if (kind === 'box') return { kind, box: id, ...(instance === undefined ? {} : { instance }) }
  return {
    kind,
    ...arrowBoxes(id),
    ...(instance === undefined ? {} : { fromInstance: instance }),
    ...(toInstance === undefined ? {} : { toInstance }),
  }
}
