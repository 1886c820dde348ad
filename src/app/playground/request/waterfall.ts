/** One request as a waterfall: every call made for it, nested by who made it, with the parts of its time. Pure. */
import { otherEnd } from '~/kernel/arrow'
import type { Tone } from '~/kernel/tone'
import type { PlainEvent } from '~/kernel/trace'

/** How a call came out: a definite failure is one thing, not to know is another. */
export type Outcome = 'ok' | 'failed' | 'unknown' | 'pending'

/** One call along an arrow. Times are in milliseconds of the run; null is what did not happen, or is not known. */
export interface CallRow {
  readonly kind: 'call'
  readonly event: number
  readonly op: number
  readonly depth: number
  readonly from: string
  readonly to: string
  readonly fromInstance: number
  readonly toInstance: number | null
  readonly type: string
  readonly sentMs: number
  readonly receivedMs: number | null
  readonly repliedMs: number | null
  readonly endMs: number | null
  readonly outcome: Outcome
  /** Why it failed or is unknown: `timeout`, `refused` … */
  readonly code: string
  /** Where the network or a dead box lost a message of it, if it did. */
  readonly lost: { readonly atMs: number; readonly why: string } | null
  /** True if the network delivered it more than once. */
  readonly isDuplicated: boolean
  /** 1 for the first call of its sort by the same caller, 2 for its first retry … */
  readonly attempt: number
  /** What was sent to a store, line by line. */
  readonly commands: readonly string[]
  /** What the callee answered, as far as the trace still has it. */
  readonly reply: unknown
}

/** A fact a box stated on the way. */
export interface FactRow {
  readonly kind: 'fact'
  readonly event: number
  readonly depth: number
  readonly node: string
  readonly name: string
  readonly atMs: number
  /**
   * Since when its box was at what it states: as it says in `sinceMs`, or since it was given what concerns the request. Equal to
   * `atMs` if it tells of a moment.
   */
  readonly sinceMs: number
  readonly data: unknown
}

/** The whole request. */
export interface Waterfall {
  readonly startMs: number
  readonly endMs: number
  readonly rows: readonly (CallRow | FactRow)[]
}

type Draft = { -readonly [Field in keyof CallRow]: CallRow[Field] }

/** What was sent to a box as lines to read, such as commands; none if it is no store. */
export type LinesOf = (box: string, message: unknown) => readonly string[]

/** Reads the events of one request, oldest first. */
export function waterfallOf(events: readonly PlainEvent[], linesOf: LinesOf = () => []): Waterfall {
  const calls = new Map<number, Draft>()
  /** The call whose handling an event of arrival began. */
  const handledBy = new Map<number, Draft>()
  const attempts = new Map<string, number>()
  const rows: (CallRow | FactRow)[] = []
  /** Calls whose answer concerns the request. */
  const isGiven = new Set<number>()
  /** By process, when it was last given something of the request among other things. */
  const givenMs = new Map<string, number>()
  const depthAfter = (cause: number) => (handledBy.get(cause)?.depth ?? -1) + 1
  for (const event of events) {
    if (event.kind === 'state') {
      const { n, node, key, t, data, cause } = event
      const { sinceMs } = (data ?? {}) as { readonly sinceMs?: unknown }
      const since = typeof sinceMs === 'number' ? sinceMs : (givenMs.get(processOf(event)) ?? t)
      rows.push({ kind: 'fact', event: n, depth: depthAfter(cause), node, name: key, atMs: t, sinceMs: since, data })
      continue
    }
    if (event.kind === 'send') {
      const draft = begin(event, depthAfter(event.cause), linesOf)
      const sort = `${event.cause} ${event.arrow} ${event.key}`
      draft.attempt = (attempts.get(sort) ?? 0) + 1
      attempts.set(sort, draft.attempt)
      calls.set(event.op, draft)
      // What was asked for no request in particular comes in with what concerns this one: the question, or the answer.
      if (event.id !== 0 || event.concerns === true) rows.push(draft)
      continue
    }
    const call = calls.get(event.op)
    if (call === undefined) continue
    if (event.kind === 'recv') handledBy.set(event.n, call)
    if (event.concerns === true) {
      isGiven.add(call.op)
      rows.push(call)
    }
    follow(call, event)
    if (event.kind === 'ok' && isGiven.has(call.op)) givenMs.set(processOf(event), event.t)
  }
  // A question that waited for its answer may have been asked long before.
  const times = events.filter(({ id, concerns }) => id !== 0 || concerns === true).map(({ t }) => t)
  times.push(...rows.flatMap((row) => (row.kind === 'fact' ? [row.sinceMs] : [])))
  return { startMs: Math.min(...times), endMs: Math.max(...times), rows }
}

function processOf({ node, instance = 0 }: PlainEvent): string {
  return `${node}/${instance}`
}

function begin(event: PlainEvent, depth: number, linesOf: LinesOf): Draft {
  const { n, op, arrow = '', node: from, instance = 0, key, t, data } = event
  const to = otherEnd(arrow, from)
  return {
    kind: 'call',
    event: n,
    op,
    depth,
    from,
    to,
    fromInstance: instance,
    toInstance: null,
    type: key,
    sentMs: t,
    receivedMs: null,
    repliedMs: null,
    endMs: null,
    outcome: 'pending',
    code: '',
    lost: null,
    isDuplicated: false,
    attempt: 1,
    commands: linesOf(to, data),
    reply: undefined,
  }
}

function follow(call: Draft, { kind, t, key, instance = 0, data }: PlainEvent): void {
  switch (kind) {
    case 'recv':
      call.receivedMs ??= t
      call.toInstance ??= instance
      break
    case 'reply':
      call.repliedMs ??= t
      call.reply ??= data
      break
    case 'duplicate':
      call.isDuplicated = true
      break
    case 'drop':
      call.lost ??= { atMs: t, why: key }
      break
    case 'ok':
    case 'fail':
    case 'info':
      call.endMs = t
      call.outcome = kind === 'ok' ? 'ok' : kind === 'fail' ? 'failed' : 'unknown'
      call.code = key
      break
  }
}

/** The colour and shape of an outcome. */
export function toneOf(outcome: Outcome): Tone {
  return outcome === 'ok' ? 'allowed' : outcome === 'failed' ? 'failed' : 'unknown'
}
