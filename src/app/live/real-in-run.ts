/** Which parts of a run are real, and which are modelled. Pure. */
import { group } from 'd3-array'
import { arrowName, endsOf } from '~/kernel/arrow'
import type { ArrowDrawing, Diagram } from '~/kernel/diagram'
import { describeDistribution } from '~/kernel/distribution'
import { chosenEngine } from '~/kernel/store-kind'
import type { LiveState } from '../session/live-store'
import { serverBehind } from './live-box'

/** A box and what does its work. */
export interface BoxPart {
  readonly box: string
  readonly by: string
}

/** Arrows that have something in common, and what. */
export interface ArrowParts {
  readonly arrows: readonly string[]
  readonly by: string
}

/** All of a run: every box and every arrow stands in exactly one place. */
export interface RealInRun {
  /** Boxes on real servers. */
  readonly servers: readonly BoxPart[]
  /** Arrows over real connections. */
  readonly measured: readonly string[]
  /** Boxes that join servers of one store: what they say to each other is theirs. */
  readonly among: readonly string[]
  /** Stores that stand in the engine, by the engine's name. */
  readonly engines: readonly BoxPart[]
  /** Boxes whose own code runs, in the time of the wall. */
  readonly code: readonly string[]
  /** Arrows that are modelled, by how long a message is on its way. */
  readonly modelled: readonly ArrowParts[]
}

/** Null for a run that stands on nothing live, now or when it was recorded. */
export function realInRun(diagram: Diagram, state: LiveState): RealInRun | null {
  const { description, run, connectors } = state
  const stores = description?.stores ?? {}
  const boxes = Object.keys(diagram.boxes)
  const servers = boxes.flatMap((box): BoxPart[] => {
    const server = serverBehind(state, box)
    if (server === null) return []
    const { kind, label } = stores[box]!
    const isDisposable = connectors?.find((each) => each.kind === kind)?.isDisposable === true
    const whose = server.isRecorded ? 'as recorded' : isDisposable ? 'started to be thrown away' : 'yours'
    return [{ box, by: `${server.title ?? label}, ${whose}` }]
  })
  if (servers.length === 0) return null
  const isLive = (box: string) => servers.some((each) => each.box === box)
  const placeOf = (arrow: ArrowDrawing) => {
    if (!isLive(endsOf(arrow).callee)) return 'modelled'
    return arrow.from === arrow.to ? 'among' : 'measured'
  }
  const arrows = group(diagram.arrows, placeOf)
  const modelled = group(arrows.get('modelled') ?? [], ({ latency }) =>
    latency === undefined ? 'no time: inside one process' : describeDistribution(latency),
  )
  return {
    servers,
    measured: (arrows.get('measured') ?? []).map(arrowName),
    among: (arrows.get('among') ?? []).map(arrowName),
    engines: boxes.flatMap((box) => {
      const store = stores[box]
      return store === undefined || isLive(box)
        ? []
        : [{ box, by: chosenEngine({ ...store, name: store.kind }, run?.engines).line }]
    }),
    code: boxes.filter((box) => stores[box] === undefined),
    modelled: Array.from(modelled, ([by, ofThem]) => ({ arrows: ofThem.map(arrowName), by })),
  }
}
