/** The legend under the diagram: what the marks mean, and how many requests one of them stands for. */
import { ToneMark } from '../diagram/tone-mark'
import { useLessMotion } from '../media-query'
import { formatNumber } from '../session/claim-result'
import { useLive, useSession } from '../session/session-context'

/** The legend. */
export function StageLegend() {
  const { diagram } = useSession()
  const oneDotIs = useLive(({ frame }) => frame?.oneDotIs ?? null)
  const isStill = useLessMotion()
  return (
    <div className="legend mono">
      <ul aria-label="Legend">
        {diagram.legend.map(({ tone, text }) => (
          <li key={text}>
            <ToneMark tone={tone} />
            {text}
          </li>
        ))}
      </ul>
      {oneDotIs !== null && (
        <span
          className="legend-ratio"
          title="Each dot is a real request of the run. A hop lasts 0.6 s of watching, so that it can be seen."
        >
          {isStill
            ? 'line weight = rate'
            : `1 dot = ${formatNumber(oneDotIs)} ${oneDotIs === 1 ? 'request' : 'requests'}`}
        </span>
      )}
    </div>
  )
}
