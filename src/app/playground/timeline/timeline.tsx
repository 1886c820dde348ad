/** The foot of the playground: one time axis for traffic, faults and invariants, and the run's fingerprint. */
import { useState } from 'react'
import { useLive, useLiveShallow } from '../../session/session-context'
import { kindsOf } from '../../stores-of'
import { ComparePanel } from '../compare/compare-panel'
import { EventsPanel } from '../events/events-panel'
import { InvariantStrip } from './invariant-strip'
import { PastBar } from './past-bar'
import { StateBands } from './state-bands'
import { TrafficChart } from './traffic-chart'
import './timeline.css'

/** The time axis with all that stands on it. */
export function Timeline() {
  return (
    <section className="timeline" aria-labelledby="timeline-heading">
      <div className="timeline-head">
        <h2 id="timeline-heading">Traffic</h2>
        <WhatIsReal />
        <Fingerprint />
      </div>
      <PastBar />
      <TrafficChart />
      <StateBands />
      <InvariantStrip />
      <ComparePanel />
      <EventsPanel />
    </section>
  )
}

function WhatIsReal() {
  const stores = useLive(({ description }) =>
    kindsOf(description?.stores ?? {})
      .map(({ label }) => `${label}, `)
      .join(''),
  )
  return <span className="timeline-real">Real: the code, {stores}every figure. Simulated: time, network, chance.</span>
}

function Fingerprint() {
  const [hash, events, ended] = useLiveShallow(({ frame }) => [
    frame?.hash ?? '',
    (frame?.events ?? 0).toLocaleString('en'),
    frame?.ended === true,
  ])
  const isMoving = useLive(({ phase }) => phase === 'running')
  const [said, setSaid] = useState('')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(hash)
      setSaid('copied')
    } catch {
      setSaid('select it to copy')
    }
    setTimeout(() => setSaid(''), 2000)
  }
  return (
    <span className="timeline-hash mono">
      <span>
        <span data-testid="events">{events}</span> events
      </span>
      <button
        type="button"
        className="link-button"
        title="Trace hash: the same run gives the same one, in any browser and in Node. Copies it."
        onClick={() => void copy()}
      >
        {ended ? 'final trace' : 'trace'} <span data-testid="hash">{isMoving ? hash.slice(0, 8) : hash}</span>
        {isMoving && '…'}
      </button>
      <span aria-live="polite">{said}</span>
    </span>
  )
}
