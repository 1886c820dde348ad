/**
 * The Kafka cluster on the stage: its brokers, and the topics as lanes with what is acknowledged and where each group stands. Read off
 * what brokers, producers and readers state, so it shows what the trace knows and asks nobody.
 */
import { wholeInWords } from '~/blocks/in-words'
import type { Body, BodyLane, BodyLanes, BodyReading, BodyTiles, Draft, LaneReader } from '~/kernel/body'
import type { TraceEvent } from '~/kernel/trace'
import diagram from './diagram'
import type { AppendFact, CommitFact, DeadLetterFact } from './facts'
import { newTopics } from './new-topics'
import { DEAD_LETTER_TOPIC, EVENT_TOPICS, GROUPS, REPLAY_GROUP } from './topics'

/** Whose acknowledged events a topic's rate is, by the box that writes it. */
const WRITERS = { 'orders.v1': 'orders', 'catalog.v1': 'catalog', 'users.v1': 'users' } as const

/** The groups by the letters that the drawing gives them, and by their names. */
const READERS: readonly LaneReader[] = GROUPS.map((name, place) => ({ tag: 'ABC'[place]!, name }))
const REPLAYER: readonly LaneReader[] = [{ tag: 'R', name: REPLAY_GROUP }]
type Place = { readonly topic: string; readonly partition: number }

/** The reading of the cluster's body. Brokers are numbered as the instances of the box. */
export const clusterBody: BodyReading = {
  kinds: ['state', 'crash', 'restart'],
  begin,
  step,
  finish(body, figuresOf) {
    const [brokers, ...topics] = body as [Draft<BodyTiles>, ...Draft<BodyLanes>[]]
    brokers.tiles.forEach((tile, broker) => Object.assign(tile, standingOf(broker, tile, topics)))
    for (const topic of topics) {
      const rate =
        topic.name === DEAD_LETTER_TOPIC
          ? GROUPS.reduce((sum, group) => sum + (figuresOf(group).counters['dead-lettered'] ?? 0), 0)
          : (figuresOf(WRITERS[topic.name as keyof typeof WRITERS]).counters['appended'] ?? 0)
      topic.figure = rate === 0 ? '' : `${rate < 10 ? rate.toFixed(1) : wholeInWords(rate)}/s`
    }
  },
}

function begin(): Draft<Body> {
  const brokers: BodyTiles = {
    kind: 'tiles',
    tiles: Array.from({ length: diagram.boxes.kafka.instances }, (_, broker) => ({
      name: `broker ${broker}`,
      text: UP,
      tone: 'allowed',
    })),
  }
  const topics = [...EVENT_TOPICS, DEAD_LETTER_TOPIC].map((name): BodyLanes => {
    const isLetters = name === DEAD_LETTER_TOPIC
    const readers = isLetters ? REPLAYER : READERS
    const { partitions } = newTopics().find((topic) => topic.name === name)!
    const lanes = Array.from({ length: partitions }, () => emptyLane(readers))
    return { kind: 'lanes', name, figure: '', tone: isLetters ? 'failed' : 'allowed', readers, lanes }
  })
  return structuredClone([brokers, ...topics]) as Draft<Body>
}

function emptyLane(readers: readonly LaneReader[]): BodyLane {
  return { from: 0, to: 0, keeper: -1, copies: [], positions: readers.map(() => null) }
}

/** What is kept in the text of a tile until it is drawn. */
const UP = 'up'
const DOWN = 'down'
const FENCED = 'fenced'
const ABSENT = 'not there'
const STANDINGS: Readonly<Record<string, string>> = { fenced: FENCED, unfenced: UP, absent: ABSENT }

function step(body: Draft<Body>, event: TraceEvent): void {
  const { kind, node, instance, key, data } = event
  const [brokers, ...topics] = body as [Draft<BodyTiles>, ...Draft<BodyLanes>[]]
  if (kind !== 'state') {
    if (node !== 'kafka') return
    brokers.tiles[instance]!.text = kind === 'crash' ? DOWN : UP
    if (kind === 'crash')
      for (const lane of topics.flatMap(({ lanes }) => lanes)) if (lane.keeper === instance) lane.keeper = -1
    return
  }
  const standing = STANDINGS[key]
  if (standing !== undefined) {
    const tile = brokers.tiles[(data as { readonly broker: number }).broker]!
    if (tile.text !== DOWN) tile.text = standing
    return
  }
  const change = CHANGES[key]
  if (change === undefined) return
  const place = key === 'dead-letter' ? placeOfLetter(data as DeadLetterFact) : (data as Place)
  const topic = topics.find(({ name }) => name === place.topic)
  const lane = topic?.lanes[place.partition]
  if (lane !== undefined) change(lane, event, topic!.readers)
}

function placeOfLetter({ letterPartition }: DeadLetterFact): Place {
  return { topic: DEAD_LETTER_TOPIC, partition: letterPartition }
}

/** What a fact changes about its partition. */
const CHANGES: Readonly<
  Record<string, (lane: Draft<BodyLane>, event: TraceEvent, readers: readonly LaneReader[]) => void>
> = {
  append: (lane, { data }) => {
    lane.to = Math.max(lane.to, (data as AppendFact).offset + 1)
  },
  'dead-letter': (lane, { data }) => {
    lane.to = Math.max(lane.to, (data as DeadLetterFact).letterOffset + 1)
  },
  commit: (lane, { data }, readers) => {
    const { group, offset } = data as CommitFact
    setPosition(lane, placeOf(readers, group), offset)
  },
  'offset-reset': (lane, { data }, readers) => {
    const { group, to } = data as { readonly group: string; readonly to: number }
    setPosition(lane, placeOf(readers, group), to)
  },
  leader: (lane, { instance, data }) => {
    lane.keeper = instance
    lane.copies = [...(data as { readonly isr: readonly number[] }).isr]
  },
  isr: (lane, { data }) => {
    lane.copies = [...(data as { readonly isr: readonly number[] }).isr]
  },
  retention: (lane, { data }) => {
    lane.from = Math.max(lane.from, (data as { readonly to: number }).to)
    lane.to = Math.max(lane.to, lane.from)
  },
  truncated: (lane, { data }) => {
    lane.to = Math.min(lane.to, (data as { readonly to: number }).to)
  },
}

function placeOf(readers: readonly LaneReader[], group: string): number {
  return readers.findIndex(({ name }) => name === group)
}

function setPosition(lane: Draft<BodyLane>, place: number, offset: number): void {
  if (place < 0) return
  lane.positions[place] = offset
  // What is read is there, whether or not its producer has heard of it.
  lane.to = Math.max(lane.to, offset)
}

type Tile = BodyTiles['tiles'][number]

function standingOf(broker: number, { text }: Draft<Tile>, topics: readonly Draft<BodyLanes>[]): Partial<Tile> {
  if (text === DOWN) return { tone: 'failed' }
  if (text === FENCED || text === ABSENT) return { tone: 'unknown' }
  const lanes = topics.flatMap((topic) => topic.lanes).filter(({ copies }) => copies.length > 0)
  const behind = lanes.filter(({ copies }) => !copies.includes(broker)).length
  if (behind > 0) return { text: `behind ${behind}`, tone: 'degraded' }
  return { text: `leads ${lanes.filter(({ keeper }) => keeper === broker).length}`, tone: 'allowed' }
}
