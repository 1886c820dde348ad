/** A box of the live graph. React Flow is given only its id; everything live comes from our own store, box by box. */
import { Handle, Position, type Node, type NodeProps } from '@xyflow/react'
import { lazy, memo, Suspense } from 'react'
import type { BoxDrawing } from '~/kernel/diagram'
import type { Badge } from '~/projections/frame'
import { SPARK_LENGTH } from '~/projections/sparks'
import { failedPercent, lineWith, washOf } from '../../diagram/failing'
import { sizeOf, type LayoutKind } from '../../diagram/geometry'
import { ToneMark } from '../../diagram/tone-mark'
import { serverBehind } from '../../live/live-box'
import { useLive, usePictured, usePicturedShallow, useSession } from '../../session/session-context'
import { formatNumber } from '../../session/claim-result'
import { formatSeconds } from '../format'
import { openMenu } from '../break/open-menu'
import { useLevel, useLoadVerbs } from '../load/load-controls'
import './box.css'
import './failing.css'
import { Sparkline } from './sparkline'

/** What React Flow knows of a box: nothing that changes while a run is played. */
export type BoxNodeData = {
  readonly drawing: BoxDrawing
  readonly instances: number
  readonly kind: LayoutKind
}

const NO_SAMPLES: readonly number[] = []
const NO_BADGES: readonly Badge[] = []
/** The sparkline stands below the text, as high as there is room; a lower one shows nothing. */
const SPARK_HEIGHT_MAX = 14
const SPARK_HEIGHT_MIN = 7
/** Heights of what stands above it, as the style sheet has them: head and figure, and each line of small print. */
const TEXT_HEIGHT = 46
const SMALL_HEIGHT = 15

/** A second line of the label, the width of one of its characters, and what stands beside it: padding and mark, and how many it is. */
const LABEL_LINE = 17
const LABEL_CHARACTER = 7.2
const BESIDE_LABEL = 42
const COUNT_WIDTH = 30

/** How high the sparkline of a box may be; 0 if there is no room. */
function sparkHeightOf(drawing: BoxDrawing, instances: number): number {
  const { label, size, sublabel, lines = [] } = drawing
  const smalls = lines.length + (sublabel === undefined ? 0 : 1)
  const labelWidth = sizeOf(drawing).width - BESIDE_LABEL - (instances > 1 ? COUNT_WIDTH : 0)
  const second = label.length * LABEL_CHARACTER > labelWidth ? LABEL_LINE : 0
  const room = (size?.height ?? Infinity) - TEXT_HEIGHT - second - smalls * SMALL_HEIGHT
  return room < SPARK_HEIGHT_MIN ? 0 : Math.min(room, SPARK_HEIGHT_MAX)
}

/** Few boxes have one, and a page that runs nothing needs none of it. */
const BoxBody = lazy(() => import('./body/box-body').then((module) => ({ default: module.BoxBody })))

/** Draws one box. */
export const BoxNode = memo(function BoxNode({ id, data, selected }: NodeProps<Node<BoxNodeData>>) {
  const { drawing, instances, kind } = data
  const { diagram } = useSession()
  const line = usePicturedShallow((frame) => frame?.boxes[id]?.line)
  const percent = usePictured((frame) => (frame === null ? 0 : failedPercent(diagram, frame, id)))
  const text = line === undefined ? ' ' : lineWith(line, percent)
  const isGuilty = useLive((state) => state.case?.boxes.has(id) === true)
  const isFollowed = useLive((state) => state.followed?.boxes.has(id) === true)
  const isLiveBox = useLive((state) => serverBehind(state, id)?.isRecorded === false)
  const isHinted = useLive((state) => state.hinted === id)
  const hasBody = usePictured((frame) => frame?.boxes[id]?.body !== undefined) && kind === 'wide'
  const tone = line?.tone ?? 'allowed'
  const classes = ['box', `box-${kind}`, `tone-${tone}`, tone === 'allowed' ? '' : 'box-toned']
  if (selected === true) classes.push('box-selected')
  if (isFollowed) classes.push('box-followed')
  else if (isGuilty) classes.push('box-guilty')
  if (instances > 1) classes.push('box-many')
  if (isHinted) classes.push('box-hinted')
  if (percent > 0) classes.push(`box-failing-${washOf(percent)}`)
  return (
    <div className={classes.join(' ')}>
      <Badges id={id} />
      <div className="box-head">
        <span className="box-label">{drawing.label}</span>
        {instances > 1 && (
          <span className="box-count mono" title={`${instances} instances`}>
            ×{instances}
          </span>
        )}
        {isLiveBox && (
          <span className="box-live mono" title="A real server stands behind this box">
            LIVE
          </span>
        )}
        <ToneMark tone={tone} />
      </div>
      {kind === 'wide' &&
        [drawing.sublabel, ...(hasBody ? [] : (drawing.lines ?? []))].map(
          (text) =>
            text !== undefined && (
              <div key={text} className="box-small mono">
                {text}
              </div>
            ),
        )}
      <div className="box-figure mono" data-testid={`figure-${id}`}>
        {kind === 'wide' ? text : text.split(' · ')[0]}
      </div>
      {hasBody && (
        <Suspense fallback={null}>
          <BoxBody id={id} />
        </Suspense>
      )}
      {kind === 'wide' && !hasBody && <BoxSpark id={id} height={sparkHeightOf(drawing, instances)} />}
      <LoadChip id={id} />
      <BreakButton id={id} />
      <Handle type="target" position={Position.Left} isConnectable={false} className="box-handle" />
      <Handle type="source" position={Position.Right} isConnectable={false} className="box-handle" />
    </div>
  )
})

/** Leads from a box to what can be done to it. With the keyboard that is a key, so it is no stop on the way of Tab. */
function BreakButton({ id }: { readonly id: string }) {
  const session = useSession()
  return (
    <button
      type="button"
      className="button button-small box-break nodrag"
      tabIndex={-1}
      onClick={(event) => {
        event.stopPropagation()
        openMenu(session, { kind: 'box', id })
      }}
    >
      Break it
    </button>
  )
}

/** On a box that makes load: how much it is told to make, and the way to change that. */
function LoadChip({ id }: { readonly id: string }) {
  const session = useSession()
  const [main] = useLoadVerbs(id)
  const level = useLevel(id, main?.verb ?? '')
  if (main === undefined) return null
  const unit = main.value?.kind === 'number' ? main.value.unit.replace('requests/s', 'rps') : ''
  return (
    <button
      type="button"
      className="box-load mono nodrag"
      onClick={(event) => {
        event.stopPropagation()
        openMenu(session, { kind: 'box', id }, 'input')
      }}
    >
      {level === null ? 'load' : `${formatNumber(Number(level))} ${unit}`}
      <span className="visually-hidden"> of {session.diagram.boxes[id]!.label}: set it</span>
    </button>
  )
}

function BoxSpark({ id, height }: { readonly id: string; readonly height: number }) {
  const samples = usePicturedShallow((frame) => frame?.sparks[id] ?? NO_SAMPLES)
  return height === 0 ? null : <Sparkline samples={samples} lengthMax={SPARK_LENGTH} height={height} />
}

function Badges({ id }: { readonly id: string }) {
  const badges = usePictured((frame) => frame?.boxes[id]?.badges ?? NO_BADGES)
  if (badges.length === 0) return null
  return (
    <div className="badges">
      {badges.slice(0, 2).map((badge) => (
        <BadgeMark key={`${badge.text}${badge.sinceMs}`} badge={badge} />
      ))}
      {badges.length > 2 && <span className="badge mono">+{badges.length - 2}</span>}
    </div>
  )
}

/** Why something is not well, who did it, and since when. */
export function BadgeMark({ badge }: { readonly badge: Badge }) {
  const by = badge.by === 'you' ? 'you' : 'scenario'
  return (
    <span className={`badge mono ${badge.isLoad === true ? 'badge-load' : ''}`}>
      {badge.text}
      <span className="badge-detail">
        {' '}
        · {by}, {formatSeconds(badge.sinceMs)}
      </span>
    </span>
  )
}
