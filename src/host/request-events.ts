/** What is known of one request: its own events, and calls of no request in particular that carried something of it. */
import type { Json } from '~/kernel/json'
import type { Reading } from '~/kernel/reading'
import { createEventBuffer, toPlainEvent, type EventBuffer, type PlainEvent, type Trace } from '~/kernel/trace'

/** How many events are told at most. */
const EVENTS_MAX = 2_000
/** How far before the first event of a request, and after the last one, such calls are looked for, in events. */
const AROUND = 20_000
/** Of bytes in a message the first so many are told: enough for the head of a batch. */
const BYTES_MAX = 80

/** The events, oldest first. Those that bring a call in say that they concern the request. */
export function eventsOfRequest(trace: Trace, reading: Pick<Reading, 'concerns'>, request: number): Json[] {
  const own = trace.eventsOf(request, EVENTS_MAX)
  const [first, last] = [own[0], own.at(-1)]
  const event = createEventBuffer()
  if (first === undefined || last === undefined || reading.concerns === undefined) {
    return own.map((n) => read(trace, n, event, false))
  }
  const from = Math.max(trace.firstHeld, first - AROUND)
  const end = Math.min(trace.length, last + AROUND)
  const bringing = concerning(trace, { from, end: last, request, concerns: reading.concerns })
  const calls = new Set(bringing.values())
  const found = new Set(own)
  for (let n = from; n <= end && calls.size > 0; n++) {
    trace.read(n, event)
    if (event.op !== 0 && calls.has(event.op)) found.add(n)
  }
  return [...found]
    .toSorted((one, other) => one - other)
    .slice(0, EVENTS_MAX)
    .map((n) => read(trace, n, event, bringing.has(n)))
}

interface Search {
  readonly from: number
  readonly end: number
  readonly request: number
  readonly concerns: NonNullable<Reading['concerns']>
}

/** The events whose message or reply concerns a request, each with the number of its call: of a call, only the first. */
function concerning(trace: Trace, { from, end, request, concerns }: Search): Map<number, number> {
  const bringing = new Map<number, number>()
  const calls = new Set<number>()
  const event = createEventBuffer()
  for (let n = from; n <= end; n++) {
    trace.read(n, event)
    const { id, op, kind, data } = event
    if (id !== 0 || op === 0 || (kind !== 'send' && kind !== 'reply') || calls.has(op)) continue
    if (data === undefined || !concerns(data, request)) continue
    calls.add(op)
    bringing.set(n, op)
  }
  return bringing
}

function read(trace: Trace, n: number, event: EventBuffer, concerns: boolean): Json {
  trace.read(n, event)
  if (event.id === 0) event.data = shortened(event.data)
  const plain = toPlainEvent(event)
  return concerns ? { ...(plain as { readonly [field: string]: Json }), concerns } : plain
}

/** Plain data with bytes cut short: of many records one is meant. */
function shortened(data: unknown): unknown {
  if (data === undefined) return undefined
  const text = JSON.stringify(data, (_, value: unknown) =>
    value instanceof Uint8Array ? [...value.subarray(0, BYTES_MAX)] : value,
  )
  return JSON.parse(text) as unknown
}

/** True if every call of a request has its outcome. */
export function isOver(events: readonly Json[]): boolean {
  const open = new Set<number>()
  for (const { kind, op, id } of events as unknown as readonly PlainEvent[]) {
    if (id === 0) continue
    if (kind === 'send') open.add(op)
    else if (kind === 'ok' || kind === 'fail' || kind === 'info') open.delete(op)
  }
  return open.size === 0
}
