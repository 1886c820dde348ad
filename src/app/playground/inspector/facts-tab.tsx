/** What a box stated and what was done to it, or what went along an arrow: the latest first. */
import { arrowName } from '~/kernel/arrow'
import type { Mark } from '~/projections/marks'
import { useLive, useSession } from '../../session/session-context'
import { formatSeconds } from '../format'
import type { Selection } from '../../session/live-store'
import { EventList } from './event-list'
import { useInspection } from './use-inspection'

const EVENTS_SHOWN = 40
/** Looking for events costs the engine more than a page of state. */
const REFRESH_MS = 1000

/** The latest events; each leads to its request. */
export function FactsTab({ selection }: { readonly selection: Selection }) {
  const session = useSession()
  const place = selection.kind === 'box' ? { box: selection.id } : { arrow: selection.id }
  const page = useInspection(
    `${selection.kind} ${selection.id}`,
    (asked) => asked.events({ ...place, countMax: EVENTS_SHOWN }),
    REFRESH_MS,
  )
  const recent = page?.events ?? null
  const follow = (request: number) => void session.follow(request, session.store.getState().frame?.nowMs ?? 0)
  return (
    <>
      <Done selection={selection} />
      {recent === null && <p className="inspector-note">…</p>}
      {recent?.length === 0 && <p className="inspector-note">Nothing was stated here lately.</p>}
      {recent !== null && recent.length > 0 && <EventList events={recent} label="Latest events" onRequest={follow} />}
    </>
  )
}

const NO_MARKS: readonly Mark[] = []

/** What was done to it in this run, however long ago. */
function Done({ selection }: { readonly selection: Selection }) {
  const marks = useLive(({ frame }) => frame?.marks ?? NO_MARKS)
  const own = marks.filter(({ action: { target } }) =>
    target.kind === 'box' ? target.box === selection.id : arrowName(target) === selection.id,
  )
  if (own.length === 0) return null
  return (
    <section>
      <h3 className="caption">Done to it</h3>
      <dl className="json-object">
        {own.slice(-12).map(({ index, action, by, fromMs, untilMs }) => (
          <div key={index}>
            <dt>
              {action.verb}
              {action.value === undefined ? '' : ` ${action.value.slice(0, 40)}`}, by{' '}
              {by === 'you' ? 'you' : 'the scenario'}
            </dt>
            <dd className="mono">
              {formatSeconds(fromMs)}
              {untilMs === null ? ' until now' : untilMs > fromMs ? ` – ${formatSeconds(untilMs)}` : ''}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
