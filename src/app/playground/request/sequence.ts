/** Who called whom, in order: the steps of a sequence diagram. Pure. */
import type { PlainEvent } from '~/kernel/trace'
import type { Tone } from '~/kernel/tone'
import { toneOf, waterfallOf, type CallRow, type LinesOf } from './waterfall'

/** One step: a message from one lifeline to another, or something at one of them. */
export interface Step {
  readonly event: number
  readonly atMs: number
  readonly kind: 'call' | 'answer' | 'lost' | 'gave-up' | 'fact'
  readonly from: string
  /** The same as `from` for what happens at one lifeline. */
  readonly to: string
  readonly label: string
  readonly tone: Tone
}

/** A sequence diagram. */
export interface Sequence {
  /** Boxes in the order in which they take part. */
  readonly lifelines: readonly string[]
  readonly steps: readonly Step[]
}

/** Reads events, oldest first: those of one request, or of a short span. */
export function sequenceOf(events: readonly PlainEvent[], linesOf?: LinesOf): Sequence {
  const { rows } = waterfallOf(events, linesOf)
  const steps = rows.flatMap((row): Step[] => {
    if (row.kind === 'call') return stepsOf(row)
    const { event, atMs, node, name } = row
    return [{ event, atMs, kind: 'fact', from: node, to: node, label: name, tone: 'allowed' }]
  })
  const ordered = steps.toSorted((one, other) => one.atMs - other.atMs || one.event - other.event)
  return { lifelines: [...new Set(ordered.flatMap(({ from, to }) => [from, to]))], steps: ordered }
}

function stepsOf(call: CallRow): Step[] {
  const { event, from, to, type, sentMs, receivedMs, repliedMs, endMs, outcome, code, lost } = call
  const label = call.commands.length === 0 ? type : call.commands[0]!.split(' ', 1)[0]!
  const steps: Step[] = []
  const isLostOnWay = lost !== null && receivedMs === null
  steps.push({
    event,
    atMs: sentMs,
    kind: isLostOnWay ? 'lost' : 'call',
    from,
    to,
    label,
    tone: isLostOnWay ? 'unknown' : 'allowed',
  })
  if (repliedMs !== null && lost !== null && receivedMs !== null) {
    steps.push({
      event: event + 0.5,
      atMs: repliedMs,
      kind: 'lost',
      from: to,
      to: from,
      label: lost.why,
      tone: 'unknown',
    })
  }
  if (endMs !== null && outcome !== 'pending') {
    const isAnswer = repliedMs !== null && (lost === null || lost.why === 'late') && code !== 'timeout'
    const atMs = endMs
    const text = outcome === 'ok' ? '' : code
    steps.push(
      isAnswer
        ? { event: event + 0.5, atMs, kind: 'answer', from: to, to: from, label: text, tone: toneOf(outcome) }
        : { event: event + 0.6, atMs, kind: 'gave-up', from, to: from, label: text, tone: toneOf(outcome) },
    )
  }
  return steps
}
