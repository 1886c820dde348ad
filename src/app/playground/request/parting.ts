/** Where two requests of one sort part: the first thing that one did and the other did not, or that came out otherwise. Pure. */
import type { PlainEvent } from '~/kernel/trace'
import { waterfallOf, type CallRow, type FactRow, type Outcome } from './waterfall'

/** What each of two requests did where they part. */
export interface Parting {
  readonly ordinary: string
  readonly guilty: string
}

type Row = CallRow | FactRow

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  ok: 'answered',
  failed: 'refused',
  unknown: 'did not answer',
  pending: 'has not answered',
}

/** Compares two requests; null if they are alike in all that is told of them. `labelOf` names a box. */
export function partingOf(
  ordinary: readonly PlainEvent[],
  guilty: readonly PlainEvent[],
  labelOf: (box: string) => string,
): Parting | null {
  const [one, other] = [rowsOf(ordinary), rowsOf(guilty)]
  let found: Parting | null = null
  let depth = -1
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const [mine, theirs] = [one[index], other[index]]
    // What came out otherwise came out so because of what was done for it: the innermost difference tells most.
    if (found !== null && (mine === undefined || theirs === undefined || mine.depth <= depth)) return found
    if (mine === undefined || theirs === undefined || !isSameStep(mine, theirs)) {
      return found ?? { ordinary: stepIn(mine, labelOf), guilty: stepIn(theirs, labelOf) }
    }
    const [said, meant] = [resultOf(mine, theirs), resultOf(theirs, mine)]
    if (said === meant) continue
    const subject = labelOf(mine.kind === 'call' ? mine.to : mine.node)
    found = { ordinary: `${subject} ${said}`, guilty: `${subject} ${meant}` }
    depth = mine.depth
  }
  return found
}

/** What was done for the request alone, in order; calls that carried others besides are left out. */
function rowsOf(events: readonly PlainEvent[]): readonly Row[] {
  return waterfallOf(events.filter(({ id, concerns }) => id !== 0 && concerns !== true)).rows
}

function isSameStep(one: Row, other: Row): boolean {
  if (one.kind === 'call' && other.kind === 'call') {
    return one.from === other.from && one.to === other.to && one.type === other.type
  }
  return one.kind === 'fact' && other.kind === 'fact' && one.node === other.node && one.name === other.name
}

function stepIn(row: Row | undefined, labelOf: (box: string) => string): string {
  if (row === undefined) return 'nothing more'
  if (row.kind === 'fact') return `${labelOf(row.node)} states “${row.name}”`
  return `${labelOf(row.from)} calls ${labelOf(row.to)}`
}

/** How a step came out: of a fact, the words in it that are others in the other request. */
function resultOf(row: Row, beside: Row): string {
  if (row.kind === 'call')
    return `${OUTCOMES[row.outcome]}${row.outcome === 'ok' || row.code === '' ? '' : ` (${row.code})`}`
  const told = wordsIn(row.data)
  const others = beside.kind === 'fact' ? wordsIn(beside.data) : {}
  const differing = Object.keys(told).filter((field) => told[field] !== others[field])
  return `states “${row.name}”${differing.map((field) => `, ${field} ${told[field]}`).join('')}`
}

/** Fields that hold a word or yes or no: names and numbers differ from request to request. */
function wordsIn(data: unknown): Readonly<Record<string, string>> {
  if (typeof data !== 'object' || data === null) return {}
  const fields = Object.entries(data).filter(
    ([, value]) => typeof value === 'boolean' || (typeof value === 'string' && /^[a-z-]{2,24}$/.test(value)),
  )
  return Object.fromEntries(fields.map(([field, value]) => [field, String(value)]))
}
