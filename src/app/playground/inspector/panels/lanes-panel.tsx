/** Lanes along one axis, such as the partitions of a log by offset: stretches, and marks with names. */
import type { LanesPanel } from '~/kernel/panel'
import { formatNumber } from '../../../session/claim-result'
import './lanes-panel.css'
import { axisOf, placeNames, type LaneAxis } from './lanes'

const LANE_HEIGHT = 12
/** Room above and below a lane in which its marks stand out. */
const MARK_OVERHANG = 3
const HEIGHT = LANE_HEIGHT + 2 * MARK_OVERHANG

type Lane = LanesPanel['lanes'][number]

/** All lanes, on one scale. */
export function LanesPanelView({ panel: { axis: unit, lanes } }: { readonly panel: LanesPanel }) {
  const axis = axisOf(lanes)
  return (
    <div className="lanes">
      <p className="offered-text mono">
        {unit} {formatNumber(axis.from)} to {formatNumber(axis.to)}
      </p>
      <ul>
        {lanes.map((lane) => (
          <LaneView key={lane.name} lane={lane} axis={axis} />
        ))}
      </ul>
    </div>
  )
}

/** One lane; what is drawn is also said, since a picture of it says nothing to those who cannot see it. */
function LaneView({ lane: { name, segments, marks }, axis }: { readonly lane: Lane; readonly axis: LaneAxis }) {
  return (
    <li className="lane">
      <span className="lane-name mono">{name}</span>
      <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" className="lane-picture">
        <rect className="lane-ground" y={MARK_OVERHANG} width={100} height={LANE_HEIGHT} />
        {segments.map((segment) => (
          <rect
            key={segment.name}
            className={`lane-segment tone-${segment.tone}`}
            x={axis.share(segment.from) * 100}
            y={MARK_OVERHANG}
            width={Math.max(0, axis.share(segment.to) - axis.share(segment.from)) * 100}
            height={LANE_HEIGHT}
          />
        ))}
        {marks.map((mark) => (
          <line
            key={mark.name}
            className={`lane-mark ${mark.tone === undefined ? '' : `tone-${mark.tone}`}`}
            x1={axis.share(mark.at) * 100}
            x2={axis.share(mark.at) * 100}
            y2={HEIGHT}
          />
        ))}
      </svg>
      <ul className="lane-words mono">
        {segments
          .filter(({ from, to }) => to > from)
          .map((segment) => (
            <li key={segment.name} className={`tone-${segment.tone}`}>
              <span className="lane-key lane-key-segment" />
              {segment.name} {formatNumber(segment.from)}–{formatNumber(segment.to)}
            </li>
          ))}
        {placeNames(marks).map(({ at, names, tone }) => (
          <li key={names.join()} className={tone === undefined ? '' : `tone-${tone}`}>
            <span className="lane-key" />
            {names.join(', ')} @ {formatNumber(at)}
          </li>
        ))}
      </ul>
    </li>
  )
}
