/** The dock at the foot: the run on one time axis. Slim, it is the traffic and one verdict for all; pulled up, everything else that has a time. */
import { lazy, Suspense, useEffect } from 'react'
import { COLUMN_MS } from '~/projections/timeline'
import { useLive } from '../../session/session-context'
import { serverBehind } from '../../live/live-box'
import { ThisRun } from '../../live/this-run'
import { kindsOf } from '../../stores-of'
import { ComparePanel } from '../compare/compare-panel'
import { useComparison } from '../compare/use-comparison'
import { EventsPanel } from '../events/events-panel'
import { formatRate } from '../format'
import { ChevronIcon } from '../tool-icons'
import { ChartKey } from './chart-key'
import { DockHandle } from './dock-handle'
import { Fingerprint } from './fingerprint'
import { InvariantStrip } from './invariant-strip'
import { StateBands } from './state-bands'
import './timeline.css'
import { TrafficChart } from './traffic-chart'
import { useDock } from './use-dock'
import { VerdictStrip } from './verdict-strip'
import { ViolationStepper } from './violation-stepper'

/** Few have live stores, and everybody has the dock. */
const WorldsPanel = lazy(async () => ({ default: (await import('../../live/worlds-panel')).WorldsPanel }))

/** The dock. */
export function Timeline() {
  const dock = useDock()
  const { isOpen, height, toggle } = dock
  const comparison = useComparison()
  const { ghost } = comparison
  const worlds = useLive((state) => state.worlds?.state)
  useEffect(() => {
    // Whoever compares both worlds wants to see them; once it is open, it is his.
    if (worlds === 'playing' && !isOpen) toggle()
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [worlds])
  return (
    <section
      className="timeline"
      data-open={isOpen}
      aria-labelledby="timeline-heading"
      style={isOpen ? { height } : undefined}
    >
      <DockHandle dock={dock} />
      <div className="timeline-slim">
        <div className="timeline-names">
          <h2 id="timeline-heading">
            Traffic <Rate />
          </h2>
          {ghost !== null && (
            <p className="ghost-name">
              <span title={`Dashed lines: ${ghost.name}. Bars below: where both differ.`}>{ghost.name}</span>
              <button type="button" className="link-button" onClick={() => comparison.choose('')}>
                clear
              </button>
            </p>
          )}
        </div>
        <TrafficChart height={isOpen ? 84 : 40} ghost={ghost} />
        <div className="timeline-tools">
          <div className="timeline-buttons">
            <ViolationStepper />
            <button type="button" className="button button-small timeline-more" aria-expanded={isOpen} onClick={toggle}>
              {isOpen ? 'Less' : 'More'} <ChevronIcon />
            </button>
          </div>
          <Fingerprint />
        </div>
        <VerdictStrip />
      </div>
      {isOpen && (
        <div
          className="timeline-rest"
          tabIndex={0}
          role="region"
          aria-label="States, invariants, comparison and events"
        >
          <ChartKey />
          {worlds !== undefined && (
            <Suspense>
              <WorldsPanel />
            </Suspense>
          )}
          <ComparePanel comparison={comparison} />
          <StateBands />
          <InvariantStrip />
          <WhatIsReal />
          <ThisRun />
          <EventsPanel />
        </div>
      )}
    </section>
  )
}

/** Columns of the time axis in one second. */
const SECOND = 1000 / COLUMN_MS

/** Requests decided in the second before the moment shown. */
function Rate() {
  const text = useLive(({ columns, frame }) => {
    const until = Math.floor((frame?.nowMs ?? 0) / COLUMN_MS)
    const last = columns.slice(Math.max(0, until - SECOND), until)
    return last.length === 0
      ? ''
      : formatRate((last.flat().reduce((sum, each) => sum + each, 0) / last.length) * SECOND)
  })
  return <span className="mono timeline-rate">{text}</span>
}

function WhatIsReal() {
  const stores = useLive(({ description }) =>
    kindsOf(description?.stores ?? {})
      .map(({ label }) => `${label}, `)
      .join(''),
  )
  const servers = useLive((state) => {
    const boxes = Object.keys(state.description?.stores ?? {}).flatMap((box) => serverBehind(state, box) ?? [])
    return [...new Set(boxes.flatMap(({ title }) => title ?? []))].join(', ')
  })
  return (
    <p className="timeline-real">
      {servers === ''
        ? `Real: the code, ${stores}every figure. Simulated: time, network, chance.`
        : `Real: the code, time, ${servers} and the way to it, every figure. Simulated: chance, and the network between the other boxes.`}
    </p>
  )
}
