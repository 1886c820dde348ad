/**
 * What the page shows of a run, in a vanilla store: each box, arrow and panel subscribes to its own part. While the run is played it
 * is written some fifteen times a second; nothing live is ever in React Flow's own store.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Violation } from '~/kernel/invariant'
import type { Json } from '~/kernel/json'
import type { Run } from '~/kernel/run'
import type { Abilities, LiveTerms, RecordingSummary } from '~/host/api'
import type { Connector } from '~/host/live/connector'
import type { SimulationDescription } from '~/host/describe'
import type { Moment } from '~/projections/annals'
import type { Story } from '~/projections/story/story'
import type { Column } from '~/projections/timeline'
import type { AddressChoice } from '../address-choices'
import { bandsAfter, NO_BANDS, type Bands } from '../diagram/band'
import type { LayoutKind } from '../diagram/geometry'
import type { ClaimResult } from './claim-result'
import type { Phase } from './lifecycle'
import type { EarlierRun } from './earlier-run'
import type { Line } from './live-line'
import { pictured } from './pictured'
import type { WorldsState } from './worlds'

/** What is looked at: a box by id or an arrow by name. */
export interface Selection {
  readonly kind: 'box' | 'arrow'
  readonly id: string
}

/** The pages of the inspector. */
export type InspectorTab = 'state' | 'code' | 'facts'

/** A violation being looked at, with what is known of the guilty request. */
export interface Case {
  readonly violation: Violation
  /** True if the run stopped for it. */
  readonly stopped: boolean
  /** Its three beats; null while they are fetched. */
  readonly story: Story | null
  /** True once the guilty request was followed to its end, with every message. */
  readonly isWhole: boolean
  /** The events of an ordinary request to lay beside it: null until somebody asks, none if there is none. */
  readonly ordinary: readonly Json[] | null
  /** Events of the guilty request, oldest first; null while they are fetched. */
  readonly events: readonly Json[] | null
  readonly boxes: ReadonlySet<string>
  readonly arrows: ReadonlySet<string>
}

/** A request that somebody follows on its way. */
export interface Followed {
  readonly request: number
  /** A moment of the run at or after which it was over, as far as one knows, in milliseconds. */
  readonly atMs: number
  /** Its events, oldest first; null while they are fetched. */
  readonly events: readonly Json[] | null
  readonly boxes: ReadonlySet<string>
  readonly arrows: ReadonlySet<string>
}

/** The last moments before a violation, while they are watched slowly. */
export interface Watching {
  readonly fromMs: number
  readonly nowMs: number
  readonly untilMs: number
  /** Number of the event that completed the violation. */
  readonly event: number
  /** Virtual seconds per second of watching. */
  readonly speed: number
}

/** How a moment of the past is shown. */
export interface Viewing {
  /** True if the engine has executed the run anew and stands there. */
  readonly isExact: boolean
}

/** Everything the page shows. */
export interface LiveState {
  readonly phase: Phase
  readonly failure: string | null
  /** Bytes of the engine that have come, while they come. */
  readonly progress: { readonly asset: string; readonly bytes: number; readonly bytesTotal: number } | null
  /** What the engine can do; null before it has said so. */
  readonly can: Abilities | null
  readonly description: SimulationDescription | null
  /** The live stores behind the engine, as they were last; null before they were looked at. */
  readonly connectors: readonly Connector[] | null
  /** How the line to the live server is that has served the page; null for a page that none has. */
  readonly line: Line | null
  /** How far the comparison of this run with the engine's is; null while nobody compares. */
  readonly worlds: WorldsState | null
  /** What cannot be done to the real servers of the run, with the reasons. */
  readonly cannot: LiveTerms['cannot']
  /** What of that the run is to do. */
  readonly leftOut: LiveTerms['leftOut']
  /** The recording that the run is executed from; null for a run that happens here. */
  readonly recording: RecordingSummary | null
  /** The run as it was opened; `frame.run` also holds what was injected since. */
  readonly run: Run | null
  /** The moment that is shown: the present as it was published last, or one of the past. Null before a run is open. */
  readonly frame: Moment | null
  /** The moment that the stage goes on drawing although the run is over; null where it draws the one that is shown. */
  readonly held: Moment | null
  /** Set while the moment shown is one of the past; null while it is the present. */
  readonly viewing: Viewing | null
  /** How far the run was played, in milliseconds: where the present is while the past is shown. */
  readonly headMs: number
  /** The present, also while the past is shown: what was recorded stays on the time axis. Null before a run is open. */
  readonly head: Moment | null
  /** How far the second execution is that goes to the moment shown, while it does. */
  readonly journey: { readonly nowMs: number; readonly ofMs: number } | null
  /** Counts jumps (scrub, fork, return to the present): dots that were under way are dropped. */
  readonly jumps: number
  readonly columns: readonly Column[]
  /** The arrows that are drawn as bands, and the scale of their widths, which a run keeps. */
  readonly bands: Bands
  /** The arrangement that the stage has room for. */
  readonly arrangement: LayoutKind
  readonly speed: number
  readonly achieved: number | null
  readonly case: Case | null
  readonly watching: Watching | null
  readonly followed: Followed | null
  /** Runs that were played before this one, the latest first. */
  readonly earlierRuns: readonly EarlierRun[]
  readonly results: Readonly<Record<string, ClaimResult>>
  readonly notices: readonly string[]
  /** What can be chosen in the place of what the address names and nobody knows. */
  readonly choices: readonly AddressChoice[]
  readonly selection: Selection | null
  readonly tab: InspectorTab
  /** True once somebody lets lines at prompts write: of every store. */
  readonly mayWrite: boolean
  /** The box or arrow at which a menu is open. */
  readonly menu: Selection | null
  /** The box that a walk points at. */
  readonly hinted: string | null
}

/** The store of one session. */
export type LiveStore = StoreApi<LiveState>

/** A store before anything has happened. */
export function createLiveStore(): LiveStore {
  const store = createStore<LiveState>(() => ({
    phase: 'booting',
    failure: null,
    progress: null,
    can: null,
    description: null,
    connectors: null,
    line: null,
    worlds: null,
    cannot: {},
    leftOut: [],
    recording: null,
    run: null,
    frame: null,
    held: null,
    headMs: 0,
    head: null,
    viewing: null,
    journey: null,
    jumps: 0,
    columns: [],
    bands: NO_BANDS,
    arrangement: 'wide',
    speed: 1,
    achieved: null,
    case: null,
    watching: null,
    followed: null,
    earlierRuns: [],
    results: {},
    notices: [],
    choices: [],
    selection: null,
    tab: 'state',
    mayWrite: false,
    menu: null,
    hinted: null,
  }))
  store.subscribe((state, earlier) => {
    const moment = pictured(state)
    if (moment === pictured(earlier) && state.run === earlier.run) return
    const before = state.run === earlier.run ? state.bands : NO_BANDS
    const bands = moment === null ? before : bandsAfter(before, moment)
    if (bands !== state.bands) store.setState({ bands })
  })
  return store
}
