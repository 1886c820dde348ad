/** What a screen reader should hear of a run: faults, recoveries, violations, beginnings and ends. Pure. */
import { arrowBoxes } from '~/kernel/arrow'
import type { Diagram } from '~/kernel/diagram'
import type { Snapshot } from '~/projections/frame'
import type { Phase } from '../session/lifecycle'

/** What was known the last time something was announced. */
export interface Heard {
  readonly phase: Phase
  /** Faults in force, by what they are called. */
  readonly faults: ReadonlySet<string>
  readonly broken: ReadonlySet<string>
  /** Counts jumps to another moment: what is different there did not happen. */
  readonly jumps: number
}

/** Nothing was heard yet. */
export const NOTHING_HEARD: Heard = { phase: 'booting', faults: new Set(), broken: new Set(), jumps: 0 }

/** What is the case now. */
export function hear(frame: Snapshot, phase: Phase, jumps: number, diagram: Diagram): Heard {
  const faults = new Set<string>()
  for (const [id, { badges }] of Object.entries(frame.boxes)) {
    for (const { text } of badges) faults.add(`${diagram.boxes[id]!.label}: ${text}`)
  }
  for (const [name, { badges }] of Object.entries(frame.arrows)) {
    const { from, to } = arrowBoxes(name)
    for (const { text } of badges) faults.add(`${diagram.boxes[from]!.label} to ${diagram.boxes[to]!.label}: ${text}`)
  }
  return { phase, faults, broken: new Set(frame.verdicts.filter(({ held }) => !held).map(({ id }) => id)), jumps }
}

const PHASES: Readonly<Partial<Record<Phase, string>>> = {
  ready: 'The engine is ready.',
  running: 'The run plays.',
  paused: 'The run is paused.',
  ended: 'The run has ended.',
  failed: 'The engine stopped.',
}

/** The difference in one message; empty if there is nothing to say. */
export function announcement(before: Heard, now: Heard, labelOf: (invariant: string) => string): string {
  if (now.jumps !== before.jumps) return now.phase === before.phase ? '' : (PHASES[now.phase] ?? '')
  const begun = [...now.faults].filter((fault) => !before.faults.has(fault))
  const over = [...before.faults].filter((fault) => !now.faults.has(fault))
  const broken = [...now.broken].filter((id) => !before.broken.has(id))
  return [
    ...broken.map((id) => `Violated: ${labelOf(id)}.`),
    ...begun.map((fault) => `${fault}.`),
    ...over.map((fault) => `Over: ${fault}.`),
    ...(now.phase === before.phase ? [] : [PHASES[now.phase] ?? '']),
  ]
    .filter((part) => part !== '')
    .slice(0, 4)
    .join(' ')
}
