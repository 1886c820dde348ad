/** The guilty request beside an ordinary one of its sort: both waterfalls, and one sentence on where they part. */
import { useMemo } from 'react'
import type { Json } from '~/kernel/json'
import type { PlainEvent } from '~/kernel/trace'
import { labelOf } from '../../diagram/label-of'
import type { Case } from '../../session/live-store'
import { useSession } from '../../session/session-context'
import { partingOf } from '../request/parting'
import { WaterfallView } from '../request/waterfall-view'

const NO_EVENTS: readonly Json[] = []

/** The comparison. Nothing, where there is no ordinary one. */
export function Comparison({ shown, ordinary }: { readonly shown: Case; readonly ordinary: readonly Json[] }) {
  const { diagram } = useSession()
  const guilty = (shown.events ?? NO_EVENTS) as unknown as readonly PlainEvent[]
  const usual = ordinary as unknown as readonly PlainEvent[]
  const parting = useMemo(() => partingOf(usual, guilty, (box) => labelOf(diagram, box)), [usual, guilty, diagram])
  if (usual.length === 0) return null
  const id = usual.find((event) => event.id !== 0)?.id ?? 0
  return (
    <section className="beside" aria-label="Beside an ordinary request">
      <p className="beside-parting">
        {parting === null ? (
          'Each did the same: only together with the others it is one too many.'
        ) : (
          <>
            They part here. Ordinary: {parting.ordinary}. Guilty: {parting.guilty}.
          </>
        )}
      </p>
      <h3 className="caption">Ordinary, request {id.toLocaleString('en')}</h3>
      <WaterfallView events={usual} />
      <h3 className="caption">Guilty, request {shown.violation.evidence.request.toLocaleString('en')}</h3>
      <WaterfallView events={guilty} />
    </section>
  )
}
