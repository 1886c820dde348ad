/** A request like another one that ended well: what a guilty one is laid beside. */
import { createEventBuffer, type EventBuffer, type Trace } from '~/kernel/trace'

/** Where it is looked for. */
export interface OrdinaryQuery {
  /** It began before this time, in milliseconds. */
  readonly beforeMs: number
  /** Requests that are not ordinary either. */
  readonly except: readonly number[]
}

/** How far back it is looked for, in events, and how many that ended well are weighed against each other. */
const BACK_MAX = 200_000
const WEIGHED_MAX = 300

interface Candidate {
  readonly request: number
  readonly likeness: number
}

/**
 * The number of a request that began where this one did, with the same message, and whose first call was answered; of the nearest
 * before it, the one that says most of the same. 0 if there is none.
 */
export function ordinaryLike(trace: Trace, request: number, { beforeMs, except }: OrdinaryQuery): number {
  const [first] = trace.eventsOf(request, 1)
  if (first === undefined) return 0
  const model = firstCall(trace, request)
  if (model === null) return 0
  const left = new Set([request, ...except])
  const event = createEventBuffer()
  /** Calls that had their answer, met on the way back. */
  const answered = new Set<number>()
  const found: Candidate[] = []
  for (let n = first - 1; n >= Math.max(trace.firstHeld, first - BACK_MAX) && found.length < WEIGHED_MAX; n--) {
    trace.read(n, event)
    if (event.t >= beforeMs || event.arrow !== model.arrow) continue
    if (event.kind === 'ok') answered.add(event.op)
    if (event.kind !== 'send' || event.key !== model.key || event.id === 0 || !answered.delete(event.op)) continue
    if (left.has(event.id)) continue
    left.add(event.id)
    found.push({ request: event.id, likeness: likenessOf(event.data, model.data) })
  }
  const most = Math.max(...found.map(({ likeness }) => likeness))
  return found.find(({ likeness }) => likeness === most)?.request ?? 0
}

function firstCall(trace: Trace, request: number): Pick<EventBuffer, 'arrow' | 'key' | 'data'> | null {
  const event = createEventBuffer()
  for (const n of trace.eventsOf(request, 50)) {
    trace.read(n, event)
    if (event.kind === 'send') return { arrow: event.arrow, key: event.key, data: event.data }
  }
  return null
}

/** How many texts two messages have in common. */
function likenessOf(one: unknown, other: unknown): number {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return 0
  const told = other as Readonly<Record<string, unknown>>
  return Object.entries(one).filter(([field, value]) => typeof value === 'string' && told[field] === value).length
}
