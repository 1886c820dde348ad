/** Where things stand on lanes. Pure. */
import type { LanesPanel } from '~/kernel/panel'
import type { Tone } from '~/kernel/tone'

type Lanes = LanesPanel['lanes']

/** The stretch that all lanes share. */
export interface LaneAxis {
  readonly from: number
  readonly to: number
  /** Where a position stands, from 0 to 1. */
  share(position: number): number
}

/** From the first thing on any lane to the last. Where all stand at one place, or nothing does, that is in the middle. */
export function axisOf(lanes: Lanes): LaneAxis {
  const positions = lanes.flatMap(({ segments, marks }) => [
    ...segments.flatMap(({ from, to }) => [from, to]),
    ...marks.map(({ at }) => at),
  ])
  const from = positions.length === 0 ? 0 : Math.min(...positions)
  const to = positions.length === 0 ? 0 : Math.max(...positions)
  return { from, to, share: (position) => (to === from ? 0.5 : (position - from) / (to - from)) }
}

/** Marks in the order of the axis; those at the same place are told together, with the tone of the first that has one. */
export function placeNames(
  marks: Lanes[number]['marks'],
): readonly { readonly at: number; readonly names: readonly string[]; readonly tone?: Tone }[] {
  const places = new Map<number, { at: number; names: string[]; tone?: Tone }>()
  for (const { at, name, tone } of marks) {
    const place = places.get(at) ?? { at, names: [] }
    place.names.push(name)
    if (place.tone === undefined && tone !== undefined) place.tone = tone
    places.set(at, place)
  }
  return [...places.values()].toSorted((one, other) => one.at - other.at)
}
