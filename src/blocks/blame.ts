/** Who is to blame for a call that failed: who was asked. */
import { arrowName, endsOf } from '~/kernel/arrow'
import type { AnyDiagram } from '~/kernel/diagram'
import type { TraceEvent } from '~/kernel/trace'

/**
 * Reads the box to blame off the outcome of a call, as its caller saw it: the box that answered with an error, refused, or did not
 * answer in time. Who hands on an error that it was given itself answers, and is not blamed.
 */
export function calleeToBlame(diagram: AnyDiagram): (event: TraceEvent) => string | null {
  const callees = new Map(diagram.arrows.map((arrow) => [arrowName(arrow), endsOf(arrow).callee]))
  return ({ kind, arrow }) => (kind === 'fail' || kind === 'info' ? (callees.get(arrow) ?? null) : null)
}
