/** A cell for each schedule that was tried: as high as it has faults; a cross where something broke. */
import type { Tried } from './finder'

/** How many cells fit: the last ones are shown. */
const CELLS_MAX = 90
/** A cell of so many faults is as high as the strip. */
const FAULTS_FULL = 8
const HEIGHT = 22
const WIDTH = 4

/** Draws the strip. */
export function TriedStrip({ tried }: { readonly tried: readonly Tried[] }) {
  const shown = tried.slice(-CELLS_MAX)
  const broken = tried.filter(({ isBroken }) => isBroken).length
  return (
    <svg
      className="find-strip"
      viewBox={`0 0 ${CELLS_MAX * WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${tried.length} schedules tried, ${broken} broke something`}
    >
      {shown.map(({ seed, faults, isBroken }, index) => {
        const height = 3 + (Math.min(faults, FAULTS_FULL) / FAULTS_FULL) * (HEIGHT - 3)
        const x = index * WIDTH
        return isBroken ? (
          <g key={seed} className="find-cell-broken">
            <rect x={x} y={0} width={WIDTH - 1} height={HEIGHT} />
            <title>{`seed ${seed}: broke something`}</title>
          </g>
        ) : (
          <rect key={seed} className="find-cell" x={x} y={HEIGHT - height} width={WIDTH - 1} height={height}>
            <title>{`seed ${seed}: ${faults} faults, nothing broke`}</title>
          </rect>
        )
      })}
    </svg>
  )
}
