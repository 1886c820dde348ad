/** The legend under the diagram: what the marks mean, and how many requests one of them stands for. */
import { BAND_PX } from '../diagram/band'
import { LegendList } from '../diagram/legend-list'
import { useLessMotion } from '../media-query'
import { formatNumber } from '../session/claim-result'
import { useLive, useSession } from '../session/session-context'
import { formatRate } from './format'

const DOTS_TITLE = 'Each dot is a real request of the run. A hop lasts 0.6 s of watching, so that it can be seen.'
const BANDS_TITLE =
  'From 20 requests a second on an arrow is a band: its width is the rate, the pace of its ripples the p95. Dots on it are a sample of the requests that stand out.'

/** The legend. */
export function StageLegend() {
  const { diagram } = useSession()
  const oneDotIs = useLive(({ frame }) => frame?.oneDotIs ?? null)
  const ceiling = useLive(({ bands }) => (bands.names.size === 0 ? null : bands.ceiling))
  const arrangement = useLive((state) => state.arrangement)
  const isStill = useLessMotion()
  return (
    <div className="legend mono">
      <LegendList diagram={diagram} />
      {oneDotIs !== null && (
        <span className="legend-ratio" title={ceiling === null ? DOTS_TITLE : `${BANDS_TITLE} ${DOTS_TITLE}`}>
          {ceiling !== null && (
            <>
              <i className="legend-band tone-allowed" aria-hidden="true" />
              band: {BAND_PX[arrangement]} px = {formatRate(ceiling)}
              {!isStill && ' · '}
            </>
          )}
          {isStill
            ? ceiling === null && 'line weight = rate'
            : ceiling === null
              ? `1 dot = ${formatNumber(oneDotIs)} ${oneDotIs === 1 ? 'request' : 'requests'}`
              : 'dots: requests that stand out'}
        </span>
      )}
    </div>
  )
}
