/** Every live store: how it is and why, how far away, and what of ours is there. */
import type { MouseEvent } from 'react'
import type { Connector } from '~/host/live/connector'
import { formatAction } from '~/kernel/action'
import { actWords } from '../playground/find/act-words'
import { sentence } from '../playground/format'
import { useLive, useSession } from '../session/session-context'

/** How a state is said: its sign, its word, and its colour. */
const WORDS: Readonly<Record<Connector['state'], readonly [sign: string, word: string, look: string]>> = {
  connecting: ['○', 'connecting', 'live-small'],
  connected: ['●', 'connected', 'live-up'],
  back: ['●', 'back', 'live-up'],
  lost: ['✕', 'lost', 'live-down'],
  refused: ['⊘', 'refused', 'live-down'],
}

/** The list. */
export function ConnectorList() {
  const connectors = useLive((state) => state.connectors)
  if (connectors === null) return <p role="status">connecting …</p>
  if (connectors.length === 0) {
    return <p>The live server has no stores: it was started without naming any, so everything runs in its engine.</p>
  }
  return (
    <>
      <ul>
        {connectors.map((connector) => (
          <ConnectorItem key={connector.kind} connector={connector} />
        ))}
      </ul>
      <BothWorlds />
    </>
  )
}

/** One press for both worlds, where the run stands on a live store. */
function BothWorlds() {
  const session = useSession()
  const isRealTime = useLive(({ can }) => can?.isRealTime === true)
  const seconds = useLive(({ frame }) => Math.ceil((frame?.totalMs ?? 0) / 1000))
  const isBusy = useLive(({ worlds }) => worlds?.state === 'playing' || worlds?.state === 'comparing')
  const begin = ({ currentTarget }: MouseEvent<HTMLElement>) => {
    // What comes of it stands in the dock.
    currentTarget.closest('details')?.removeAttribute('open')
    session.worlds.begin()
  }
  if (!isRealTime) return <p className="live-small live-both">This diagram uses none of them.</p>
  return (
    <div className="live-both">
      <button type="button" className="button button-small" disabled={isBusy} onClick={begin}>
        Compare both worlds
      </button>
      <p className="live-small">
        Plays the run from its start on the live stores, {seconds} s, lays the engine’s beside it, and tells in what
        they differ.
      </p>
      <LeftOut />
    </div>
  )
}

/** What the run is to do and nobody can to the real servers: each reason once. */
function LeftOut() {
  const { diagram } = useSession()
  const leftOut = useLive((state) => state.leftOut)
  const verbs = useLive(({ description }) => description?.verbs)
  if (verbs === undefined) return null
  return [...new Set(leftOut.map(({ why }) => why))].map((reason) => (
    <div key={reason} className="live-small live-left-out">
      <p>
        <span aria-hidden="true">⊘</span> Is not done to the real servers. {sentence(reason)}
      </p>
      <ul>
        {leftOut
          .filter(({ why }) => why === reason)
          .map(({ action }) => {
            const { what, where, when } = actWords(action, { diagram, verbs })
            return (
              <li key={formatAction(action)}>
                <strong>{what}</strong>: {where} {when}
              </li>
            )
          })}
      </ul>
    </div>
  ))
}

function ConnectorItem({ connector }: { readonly connector: Connector }) {
  const { label, state, title, roundTripMs, creates, isDisposable, why, here } = connector
  const [sign, word, look] = WORDS[state]
  const isUp = state === 'connected' || state === 'back'
  return (
    <li>
      <p className="live-head">
        <strong>{title ?? label}</strong>
        <span className={`mono ${look}`}>
          <span aria-hidden="true">{sign}</span> {word}
          {isUp && roundTripMs !== undefined && ` · ${roundTripMs.toFixed(2)} ms`}
        </span>
      </p>
      {why !== undefined && <p className={isUp ? 'live-small' : 'tone-failed live-why'}>{why}</p>}
      <p className="live-small">
        {isDisposable ? 'Started to be thrown away: anything may be done to it.' : 'Yours: it is never harmed.'}
      </p>
      {creates.length > 0 && <p className="live-small">A run creates {creates.join('; ')}.</p>}
      {here !== undefined && <Here here={here} />}
    </li>
  )
}

/** What of ours is in a store, and what of it no run of this server will remove. */
function Here({ here }: { readonly here: NonNullable<Connector['here']> }) {
  const own = here.filter(({ remove }) => remove === undefined)
  const others = here.filter(({ remove }) => remove !== undefined)
  return (
    <>
      <p className="live-small">
        Of ours there is now {own.length === 0 ? 'nothing' : own.map(({ what }) => what).join('; ')}.
      </p>
      {others.length > 0 && (
        <div className="live-small live-left-out">
          <p>Left by runs of another live server: one that goes on elsewhere, or one that was cut off.</p>
          <ul>
            {others.map(({ what, remove }) => (
              <li key={what}>
                {what}. If nobody plays it, this removes it:
                <pre tabIndex={0}>
                  <code>{remove}</code>
                </pre>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}
