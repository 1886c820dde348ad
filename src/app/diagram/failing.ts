/** How much of what a box was asked in the last second failed, as those who asked saw it. */
import { arrowName, endsOf } from '~/kernel/arrow'
import type { AnyDiagram } from '~/kernel/diagram'
import type { BoxLine } from '~/kernel/reading'
import type { Parts } from '~/projections/frame'

/** Less is not worth a colour: now and then something fails. */
const SHARE_MIN = 0.05
/** A box that is asked less often than this per second is not told of in shares. */
const RATE_MIN = 2
/** A wash gets stronger with each quarter. */
const STEPS = 4

/** The share of failures in whole percent, 0 if hardly any; a box that nobody asks fails nobody. */
export function failedPercent(diagram: AnyDiagram, parts: Parts, box: string): number {
  const figures = parts.boxes[box]?.figures
  if (figures === undefined) return 0
  let [asked, failures] = [0, 0]
  for (const arrow of diagram.arrows) {
    if (endsOf(arrow).callee !== box) continue
    const { rate, failRate, unknownRate } = parts.arrows[arrowName(arrow)]!.figures
    asked += rate
    failures += failRate + unknownRate
  }
  // An answer may have been a failure and have come too late as well.
  failures = Math.max(failures, figures.failedRate)
  const share = asked < RATE_MIN ? 0 : Math.min(1, failures / asked)
  return share < SHARE_MIN ? 0 : Math.round(share * 100)
}

/** How strong the wash of a box is, 0 to 4: one step for each quarter that was begun. */
export function washOf(percent: number): number {
  return Math.ceil((percent / 100) * STEPS)
}

/** The line of a box with its share of failures before it. A line that says itself that the box fails has no room for more. */
export function lineWith(line: BoxLine, percent: number): string {
  if (percent === 0 || line.tone === 'failed') return line.text
  return `${percent} % failed · ${line.text}`
}
