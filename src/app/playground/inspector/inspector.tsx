/** The right panel: what is selected, from four sides; or the evidence of a violation. */
import type { Diagram } from '~/kernel/diagram'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { arrowNamed, endsOf } from '~/kernel/arrow'
import { chosenEngine } from '~/kernel/store-kind'
import { serverBehind } from '../../live/live-box'
import type { Badge } from '~/projections/frame'
import { labelOf, labelOfArrow } from '../../diagram/label-of'
import type { InspectorTab, Selection } from '../../session/live-store'
import { MEDIUM, NARROW, useMediaQuery } from '../../media-query'
import { useLive, useSession } from '../../session/session-context'
import { focusSoon, selectorOf } from '../focus-soon'
import { Charts } from '../charts/charts'
import { ChevronIcon } from '../tool-icons'
import { RequestPanel } from '../request/request-panel'
import { openMenu } from '../break/open-menu'
import { QuickFaults } from '../break/quick-faults'
import { BadgeMark } from '../stage/box-node'
import { CodeTab } from './code-tab'
import { Evidence } from './evidence'
import { FactsTab } from './facts-tab'
import { ArrowState, BoxState } from './state-tab'
import { useWide } from './use-wide'
import './inspector.css'

const TABS: readonly { readonly id: InspectorTab; readonly name: string; readonly arrowName?: string }[] = [
  { id: 'state', name: 'State', arrowName: 'Figures' },
  { id: 'code', name: 'Code' },
  { id: 'facts', name: 'Facts', arrowName: 'Events' },
]

/** The inspector: there while something is selected. On narrow screens it is a sheet. */
export function Inspector() {
  const session = useSession()
  const selection = useLive((state) => state.selection)
  const shown = useLive((state) => state.case)
  const followed = useLive((state) => state.followed)
  const isOpen = followed !== null || shown !== null || selection !== null
  const close = () => {
    if (followed !== null) session.unfollow()
    else if (shown !== null) session.closeCase()
    else if (selection !== null) {
      session.select(null)
      focusSoon(selectorOf(selection.id))
    }
  }
  const { isWide, toggle } = useWide()
  useInSight(selection, isOpen)
  if (!isOpen) return null
  return (
    <aside className="inspector" data-wide={isWide} aria-label="Inspector">
      <button
        type="button"
        className="inspector-widen"
        aria-pressed={isWide}
        aria-label="Wide inspector"
        title={isWide ? 'Narrow' : 'Wide, for tables and prompts'}
        onClick={toggle}
      >
        {isWide ? '⇥' : '⇤'}
      </button>
      <button
        type="button"
        className="inspector-close"
        aria-label="Close the inspector"
        title="Close (Esc)"
        onClick={close}
      >
        ✕
      </button>
      {followed !== null ? (
        <div className="inspector-body">
          <RequestPanel followed={followed} />
        </div>
      ) : shown !== null ? (
        <div className="inspector-body">
          <Evidence shown={shown} />
        </div>
      ) : (
        <Inspected selection={selection!} />
      )}
    </aside>
  )
}

/** Kept free around what is selected, in pixels. */
const CLEARANCE = 16

/** Where the page scrolls, what is selected stays in sight: above the inspector, where that is a sheet over the foot of the window. */
function useInSight(selection: Selection | null, isOpen: boolean): void {
  const isSheet = useMediaQuery(NARROW)
  const scrolls = useMediaQuery(MEDIUM)
  useEffect(() => {
    if (!scrolls || !isOpen || selection === null) return
    const show = () => {
      const box = document.querySelector(selectorOf(selection.id))?.getBoundingClientRect()
      const sheet = document.querySelector('.inspector')?.getBoundingClientRect()
      if (box === undefined || sheet === undefined) return
      const end = (isSheet ? sheet.top : innerHeight) - CLEARANCE
      // Only the page scrolls: what is around the box inside the stage would be torn from the dots over it.
      if (box.bottom > end) window.scrollBy({ top: box.bottom - end })
      else if (box.top < CLEARANCE) window.scrollBy({ top: box.top - CLEARANCE })
    }
    // Beside an inspector that has just come the diagram is arranged anew: the picture after the next has it.
    let handle = requestAnimationFrame(() => {
      handle = requestAnimationFrame(show)
    })
    return () => cancelAnimationFrame(handle)
  }, [selection, isOpen, isSheet, scrolls])
}

const NO_BADGES: readonly Badge[] = []

function Inspected({ selection }: { readonly selection: Selection }) {
  const session = useSession()
  const { diagram } = session
  const tab = useLive((state) => state.tab)
  const badges = useLive(
    ({ frame }) => (selection.kind === 'box' ? frame?.boxes : frame?.arrows)?.[selection.id]?.badges ?? NO_BADGES,
  )
  const isBox = selection.kind === 'box'
  const tabs = TABS.filter(({ id }) => isBox || id !== 'code')
  const current = tabs.some(({ id }) => id === tab) ? tab : 'state'
  const title = isBox ? labelOf(diagram, selection.id) : labelOfArrow(diagram, selection.id)
  return (
    <>
      <header className="inspector-head">
        <h2>{title}</h2>
        {badges.map((badge) => (
          <BadgeMark key={`${badge.text}${badge.sinceMs}`} badge={badge} />
        ))}
        <Subtitle selection={selection} />
        <button
          type="button"
          className="button button-small inspector-break"
          onClick={() => openMenu(session, selection)}
        >
          Break it <ChevronIcon />
        </button>
      </header>
      <div className="inspector-quick">
        <QuickFaults selection={selection} />
      </div>
      <Tabs
        tabs={tabs.map(({ id, name, arrowName }) => ({ id, name: isBox ? name : (arrowName ?? name) }))}
        current={current}
      />
      <TabPanel key={`${selection.kind}${selection.id}`} current={current} selection={selection} />
    </>
  )
}

function Subtitle({ selection }: { readonly selection: Selection }) {
  const { diagram } = useSession()
  const line = useLive((state) => {
    const { run, description } = state
    const store = description?.stores[selection.id]
    const server = serverBehind(state, selection.id)
    if (server !== null)
      return `${server.title ?? store!.label}, a real server${server.isRecorded ? ', as recorded' : ''}`
    return store === undefined ? null : chosenEngine({ ...store, name: store.kind }, run?.engines).line
  })
  const arrow = selection.kind === 'arrow' ? arrowNamed(diagram, selection.id) : undefined
  const isRealWay = useLive((state) => arrow !== undefined && serverBehind(state, endsOf(arrow).callee) !== null)
  if (line !== null) return <p>{line}</p>
  const box = diagram.boxes[selection.id]
  if (box !== undefined) return <p>{[box.sublabel, ...(box.lines ?? [])].filter(Boolean).join(' · ')}</p>
  if (!isRealWay) return <p>{wayOf(diagram, selection.id)}</p>
  return (
    <p>{arrow?.from === arrow?.to ? 'between real servers, which is theirs' : 'over a real connection, measured'}</p>
  )
}

/** How what travels on an arrow gets from one end to the other. */
function wayOf(diagram: Diagram, name: string): string {
  const arrow = arrowNamed(diagram, name)
  if (arrow?.latency === undefined) return 'inside one process: takes no time'
  if (arrow.from === arrow.to) return 'between its instances, over the simulated network'
  if (arrow.pulledBy === undefined) return 'over the simulated network'
  return `over the simulated network; ${labelOf(diagram, arrow.to)} asks, and dots are what it is given`
}

function Tabs({
  tabs,
  current,
}: {
  readonly tabs: readonly { readonly id: InspectorTab; readonly name: string }[]
  readonly current: InspectorTab
}) {
  const session = useSession()
  const choose = (tab: InspectorTab) => session.store.setState({ tab })
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const index = tabs.findIndex(({ id }) => id === current)
    const next = tabs[(index + step + tabs.length) % tabs.length]!
    choose(next.id)
    event.currentTarget.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus()
  }
  return (
    <div className="tabs" role="tablist" aria-label="Inspector" onKeyDown={move}>
      {tabs.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`tab-${id}`}
          className="tab"
          aria-selected={id === current}
          aria-controls="inspector-panel"
          tabIndex={id === current ? 0 : -1}
          onClick={() => choose(id)}
        >
          {name}
        </button>
      ))}
    </div>
  )
}

function TabPanel({ current, selection }: { readonly current: InspectorTab; readonly selection: Selection }) {
  const panelRef = useRef<HTMLDivElement>(null)
  useEffect(() => {
    panelRef.current?.scrollTo({ top: 0 })
  }, [current])
  return (
    <div
      ref={panelRef}
      className="inspector-body"
      role="tabpanel"
      id="inspector-panel"
      aria-labelledby={`tab-${current}`}
      tabIndex={0}
    >
      {current === 'state' &&
        (selection.kind === 'box' ? <BoxState box={selection.id} /> : <ArrowState arrow={selection.id} />)}
      {current === 'state' && <Charts selection={selection} />}
      {current === 'code' && <CodeTab box={selection.id} />}
      {current === 'facts' && <FactsTab selection={selection} />}
    </div>
  )
}
