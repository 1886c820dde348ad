/** What a box shows besides its line: tiles, lanes and batches, as the simulation reads them off the trace. */
import { memo } from 'react'
import type { BodyLane, BodyLanes, BodyTiles } from '~/kernel/body'
import { usePictured } from '../../../session/session-context'
import { useSlow } from '../../timeline/use-slow'
import { Batches } from './batches'
import './box-body.css'
import { lagOf, readTo, scaleOf } from './lane-scale'

const LANE_HEIGHT = 4
const LANE_GAP = 1
const PITCH = LANE_HEIGHT + LANE_GAP
/** Width of the picture of lanes in its own units; the mark of the keeper stands before them. */
const WIDTH = 1000
const KEEPER_WIDTH = 12
const LANES_FROM = 24
/** From so many on a reader counts as late. */
const LATE_FROM = 1_000
/** How faint the shade of the last keeper is; that of the first is full. */
const FAINTEST = 0.22

/** The body of one box. */
export function BoxBody({ id }: { readonly id: string }) {
  const body = useSlow(usePictured((frame) => frame?.boxes[id]?.body))
  if (body === undefined) return null
  const keepers = body.find((part) => part.kind === 'tiles')?.tiles.length ?? 1
  return (
    <div className="body">
      {body.map((part) => {
        switch (part.kind) {
          case 'tiles':
            return <Tiles key="tiles" part={part} />
          case 'batches':
            return <Batches key={part.unit} part={part} />
          case 'lanes':
            return <Lanes key={part.name} part={part} keepers={keepers} />
        }
      })}
    </div>
  )
}

function Tiles({ part: { tiles } }: { readonly part: BodyTiles }) {
  return (
    <div className="body-tiles mono">
      {tiles.map(({ name, text, tone }, index) => (
        <div key={name} className={`body-tile tone-${tone} ${tone === 'allowed' ? '' : 'body-tile-toned'}`}>
          <span className="body-tile-name">
            <i className="body-shade" style={{ opacity: shadeOf(index, tiles.length) }} />
            {name}
          </span>
          <span className="body-tile-text">{text}</span>
        </div>
      ))}
    </div>
  )
}

/** Shades of one colour tell keepers apart: colours are for meanings. */
function shadeOf(index: number, count: number): number {
  return count < 2 ? 1 : 1 - ((1 - FAINTEST) * index) / (count - 1)
}

interface LanesProps {
  readonly part: BodyLanes
  readonly keepers: number
}

/** Drawn anew only if it is another one, word for word: most frames change nothing in most of them. */
const Lanes = memo(LanesView, (one, other) => JSON.stringify(one.part) === JSON.stringify(other.part))

function LanesView({ part: { name, figure, tone, readers, lanes }, keepers }: LanesProps) {
  const { from, span } = scaleOf(lanes)
  const x = (position: number) => LANES_FROM + ((position - from) / span) * (WIDTH - LANES_FROM)
  const height = lanes.length * PITCH - LANE_GAP
  return (
    <div className={`body-lanes tone-${tone}`}>
      <div className="body-lanes-head mono">
        <span className="body-lanes-name">{name}</span>
        {readers.map((reader, index) => (
          <ReaderTag key={reader.tag} tag={reader.tag} name={reader.name} lag={lagOf(lanes, index)} />
        ))}
        <span className="body-lanes-figure">{figure}</span>
      </div>
      <svg viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" height={height} aria-hidden="true">
        {lanes.map(({ keeper, copies }, index) => (
          <rect
            key={index}
            className={keeper < 0 ? 'body-keeper-none' : copies.length < keepers ? 'body-keeper-short' : 'body-keeper'}
            y={index * PITCH}
            width={KEEPER_WIDTH}
            height={LANE_HEIGHT}
            opacity={keeper < 0 ? 1 : shadeOf(keeper, keepers)}
          />
        ))}
        {/* One path for all lanes: a frame changes a few elements rather than hundreds. */}
        <path className="body-ground" d={lanes.map((_, index) => bar(index, LANES_FROM, WIDTH)).join('')} />
        <path
          className="body-read"
          d={lanes.map((lane, index) => bar(index, x(lane.from), x(readTo(lane)))).join('')}
        />
        <path
          className="body-unread"
          d={lanes.map((lane, index) => bar(index, x(readTo(lane)), x(lane.to))).join('')}
        />
        <path className="body-mark" d={lanes.flatMap((lane, index) => marksOf(lane, index, x)).join('')} />
      </svg>
    </div>
  )
}

function bar(index: number, left: number, right: number): string {
  const width = Math.max(0, right - left).toFixed(1)
  return `M${left.toFixed(1)} ${index * PITCH}h${width}v${LANE_HEIGHT}h-${width}z`
}

/** Where readers stand in a lane. */
function marksOf({ positions }: BodyLane, index: number, x: (position: number) => number): string[] {
  return positions.flatMap((position) =>
    position === null ? [] : `M${x(position).toFixed(1)} ${index * PITCH - 0.5}v${LANE_HEIGHT + 1}`,
  )
}

interface ReaderTagProps {
  readonly tag: string
  readonly name: string
  readonly lag: number | null
}

/** A reader's letter and how far it is behind. Not to know is not the same as to be there. */
function ReaderTag({ tag, name, lag }: ReaderTagProps) {
  const tone = lag === null ? 'tone-unknown' : lag >= LATE_FROM ? 'tone-throttled' : ''
  const words = lag === null ? 'lag unknown' : `lag ${lag.toLocaleString('en')}`
  return (
    <span className={`body-reader ${tone}`} title={`${name}: ${words}`}>
      <b>{tag}</b>
      {lag === null ? '?' : inShort(lag)}
    </span>
  )
}

function inShort(count: number): string {
  return count < 1_000
    ? String(count)
    : count < 9_950
      ? `${(count / 1000).toFixed(1)}k`
      : `${Math.round(count / 1000)}k`
}
