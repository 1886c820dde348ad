/** What was found, in three beats: what was done, what did not stand against it, and what came of it. */
import type { MouseEvent } from 'react'
import type { Run } from '~/kernel/run'
import type { Find } from '~/host/fuzz/search'
import { href } from '../../base'
import { formatRunUrl } from '../../run-url'
import { useLive, useSession } from '../../session/session-context'
import { formatSeconds } from '../format'
import { actWords } from './act-words'
import type { Search } from './finder'
import { causesOf } from './causes'

interface Props {
  readonly search: Search
  readonly find: Find
  /** Opens a run on this page. */
  readonly open: (run: Run) => void
}

/** Tells it, with a link to the run. */
export function FindStory({ search, find, open }: Props) {
  const { diagram } = useSession()
  const description = useLive(({ description: each }) => each)
  if (description === null) return null
  const { run, violation } = find
  const invariant = description.invariants.find(({ id }) => id === violation.invariant)
  const vocabulary = { diagram, verbs: description.verbs }
  const { acts, load } = causesOf(run, description, vocabulary)
  const part = run.unhealed === undefined ? undefined : description.unhealed[run.unhealed]
  const query = formatRunUrl(run)
  const follow = (event: MouseEvent) => {
    // A new tab is a new tab.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    open(run)
  }
  return (
    <div className="find-story">
      <ol>
        <li>
          <h3 className="caption">What was done</h3>
          {acts.length === 0 && part === undefined && <p>Nothing: its load alone breaks it.</p>}
          {acts.map((action) => {
            const { what, where, when } = actWords(action, vocabulary)
            return (
              <p key={`${what} ${where} ${when}`}>
                <strong>{what}</strong>: {where} <span className="mono find-when">{when}</span>
              </p>
            )
          })}
          {part !== undefined && <p>{part.statement}</p>}
          {load.length > 0 && (
            <p className="find-load mono">
              {load
                .map((action) => actWords(action, vocabulary))
                .map(({ what, where }) => `${where}: ${what}`)
                .join(' · ')}
            </p>
          )}
        </li>
        <li>
          <h3 className="caption">What let it through</h3>
          {run.without.length === 0 && <p>Nothing that is known of: all safeguards are on.</p>}
          {run.without.map((id) => (
            <p key={id}>{description.claims[id]?.without ?? description.mutants[id]?.statement ?? id}</p>
          ))}
        </li>
        <li className="tone-failed">
          <h3 className="caption">What came of it</h3>
          <p>
            <strong className="find-broken">✕ {invariant?.label ?? 'The run could not be ended'}</strong>{' '}
            <span className="mono find-when">at {formatSeconds(violation.atMs)}</span>
          </p>
          <p>{violation.evidence.summary}</p>
          {violation.evidence.request !== 0 && <p className="mono">guilty: request {violation.evidence.request}</p>}
        </li>
      </ol>
      {query !== null && (
        <a className="button button-solid" href={`${href(`d/${run.simulation}/`)}?${query}`} onClick={follow}>
          {search.phase === 'shrinking' ? 'Open the run as small as it is' : 'Open this run'}
        </a>
      )}
    </div>
  )
}
