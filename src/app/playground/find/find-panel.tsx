/** The search, while one watches: what is searched, how far it is, how close it came, and what it found. */
import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Run } from '~/kernel/run'
import { connectEngine } from '~/host/connect'
import { useLive, useSession } from '../../session/session-context'
import { Finder, type Search } from './finder'
import { FindStory } from './find-story'
import { headline, pace, whatIsSearched } from './search-words'
import { TriedStrip } from './tried-strip'
import { actWords } from './act-words'
import { wordsOf } from './worst-figures'

/** How many of the worst figures are shown: those that grew last. */
const WORST_SHOWN = 3

/** Searches as soon as it is opened, and stops when it is closed. */
export function FindPanel({ close }: { readonly close: () => void }) {
  const session = useSession()
  const [finder] = useState(() => new Finder({ connect: connectEngine, nowMs: () => performance.now() }))
  const headingRef = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    headingRef.current?.focus()
    const run = session.currentRun
    if (run !== null) finder.start(run)
    return () => finder.stop()
  }, [finder, session])
  const search = useStore(finder.store)
  const open = (run: Run) => {
    session.open(run, true)
    close()
  }
  const isGoing = search.phase === 'searching' || search.phase === 'shrinking'
  return (
    <section className="find" aria-labelledby="find-heading">
      <div className="find-head">
        <h2 id="find-heading" ref={headingRef} tabIndex={-1}>
          Find what breaks it
        </h2>
        <button type="button" className="button button-small" onClick={close} aria-label="Close the search">
          Close
        </button>
      </div>
      <What of={search.of} />
      <p className="find-headline" role={isGoing ? undefined : 'status'}>
        {headline(search)}
      </p>
      <TriedStrip tried={search.tried} />
      <p className="find-pace mono">{pace(search)}</p>
      {search.phase === 'searching' && <Current run={search.current} />}
      {search.find === null ? <Worst search={search} /> : <FindStory search={search} find={search.find} open={open} />}
      {search.failure !== null && <p className="find-failure">{search.failure}</p>}
      <div className="find-actions">
        {isGoing ? (
          <button type="button" className="button" onClick={() => finder.stop()}>
            Stop
          </button>
        ) : (
          <>
            <button
              type="button"
              className="button"
              onClick={() => finder.goOn()}
              disabled={search.phase === 'through'}
            >
              Search on
            </button>
            <button type="button" className="button" onClick={() => finder.start(session.currentRun!)}>
              Search again, as it stands now
            </button>
          </>
        )}
      </div>
    </section>
  )
}

function What({ of }: { readonly of: Run | null }) {
  const description = useLive(({ description: each }) => each)
  if (of === null || description === null) return null
  return <p className="find-what">{whatIsSearched(of, description)}</p>
}

/** The schedule being tried: its faults, in the order of time. */
function Current({ run }: { readonly run: Run | null }) {
  const { diagram } = useSession()
  const description = useLive(({ description: each }) => each)
  if (run === null || description === null) return <p className="find-current">An engine of its own starts …</p>
  const vocabulary = { diagram, verbs: description.verbs }
  const acts = run.actions
    .filter(({ atMs }) => atMs > 0)
    .toSorted((a, b) => a.atMs - b.atMs)
    .map((action) => actWords(action, vocabulary))
  return (
    <p className="find-current">
      <span className="mono">seed {run.seed}</span> {acts.map(({ what, where }) => `${what}: ${where}`).join(' · ')}
    </p>
  )
}

function Worst({ search: { worst } }: { readonly search: Search }) {
  const invariants = useLive(({ description }) => description?.invariants)
  if (worst.length === 0) return null
  return (
    <dl className="find-worst" aria-label="The closest it came">
      {worst.slice(0, WORST_SHOWN).map((figure) => (
        <div key={`${figure.invariant} ${figure.name}`}>
          <dt>{invariants?.find(({ id }) => id === figure.invariant)?.label ?? figure.invariant}</dt>
          <dd className="mono">
            {wordsOf(figure)} <span className="find-seed">seed {figure.seed}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
