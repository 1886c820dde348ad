/** Pages of events that match a filter, newest first, up to the moment that is shown. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Kind } from '~/kernel/kind'
import { useLive, useSession } from '../../session/session-context'
import type { PlainEvent } from '~/kernel/trace'

/** Which events are wanted; empty text stands for all. */
export interface EventFilter {
  /** `box:redis` or `arrow:gateway~redis`. */
  readonly place: string
  readonly kind: Kind | ''
  readonly text: string
}

/** What was found so far. */
export interface FoundEvents {
  readonly events: readonly PlainEvent[]
  /** Where to look on, or null when there is nothing more. */
  readonly restUpTo: number | null
  readonly isForgotten: boolean
}

const NOTHING: FoundEvents = { events: [], restUpTo: null, isForgotten: false }
const PAGE = 200
/** Rows that are kept; looking further needs a filter. */
const ROWS_MAX = 20_000
/** While the run is played the list is renewed so often. */
const REFRESH_MS = 1000
const TYPING_MS = 250

/** Looks for events whenever the filter or the moment changes. `isFollowing` says whether new ones may come in at the top. */
export function useEvents(filter: EventFilter, isFollowing: boolean) {
  const session = useSession()
  const isRunning = useLive(({ phase }) => phase === 'running')
  const events = useLive((state) => (state.phase === 'running' ? 0 : (state.frame?.events ?? 0)))
  const isExact = useLive(({ viewing }) => viewing?.isExact === true)
  const [found, setFound] = useState<FoundEvents>(NOTHING)
  const [isLooking, setLooking] = useState(false)
  const latest = useRef({ number: 0 })

  const look = useCallback(
    async (upTo: number | undefined, before: readonly PlainEvent[]) => {
      const number = ++latest.current.number
      const query = { ...queryOf(filter), countMax: PAGE, ...(upTo === undefined ? {} : { upTo }) }
      setLooking(true)
      try {
        const page = await session.events(query)
        if (number !== latest.current.number) return
        setFound({ ...page, events: [...before, ...(page.events as unknown as PlainEvent[])].slice(0, ROWS_MAX) })
      } catch {
        // The session itself tells when the engine is gone.
      } finally {
        if (number === latest.current.number) setLooking(false)
      }
    },
    [session, filter],
  )

  useEffect(() => {
    const first = setTimeout(() => void look(undefined, []), TYPING_MS)
    const again = isRunning && isFollowing ? setInterval(() => void look(undefined, []), REFRESH_MS) : undefined
    return () => {
      clearTimeout(first)
      clearInterval(again)
    }
  }, [look, events, isExact, isRunning, isFollowing])

  const more = useCallback(() => {
    if (found.restUpTo !== null && !isLooking) void look(found.restUpTo, found.events)
  }, [look, found, isLooking])
  return { found, isLooking, more }
}

function queryOf({ place, kind, text }: EventFilter) {
  const [sort, id] = [place.slice(0, place.indexOf(':')), place.slice(place.indexOf(':') + 1)]
  return {
    ...(sort === 'box' ? { box: id, messages: true } : sort === 'arrow' ? { arrow: id } : {}),
    ...(kind === '' ? {} : { kinds: [kind] }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
  }
}
