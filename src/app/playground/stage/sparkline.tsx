/** The small area along the foot of a box: its main rate over the last six seconds. */
import { area, line } from 'd3-shape'

const WIDTH = 100
const HEIGHT = 14

interface Props {
  readonly samples: readonly number[]
  /** How many samples fill the width. */
  readonly lengthMax: number
  /** Height in drawing units. */
  readonly height: number
}

/** Draws the samples, the newest at the right. Nothing is drawn of less than two. */
export function Sparkline({ samples, lengthMax, height }: Props) {
  if (samples.length < 2) return null
  const highest = Math.max(...samples, 1e-9) * 1.15
  const x = (_: number, index: number) => WIDTH * (1 - (samples.length - 1 - index) / (lengthMax - 1))
  const y = (value: number) => HEIGHT - (value / highest) * HEIGHT
  const outline = line<number>().x(x).y(y)([...samples])
  const body = area<number>().x(x).y0(HEIGHT).y1(y)([...samples])
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      style={{ height }}
      aria-hidden="true"
    >
      <path className="sparkline-body" d={body ?? undefined} />
      <path className="sparkline-line" d={outline ?? undefined} vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
