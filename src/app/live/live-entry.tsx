/** Live stores in the top bar: how each of them is, or, where no live server has served the page, how to get there. */
import { useRef } from 'react'
import { useLive } from '../session/session-context'
import { useDismiss } from '../playground/use-dismiss'
import type { Connector } from '~/host/live/connector'
import '../style/opened-below.css'
import './live-entry.css'
import { isServedLive, useConnectors } from './use-connectors'

const WORDS: Readonly<Record<Connector['state'], string>> = {
  connected: 'connected',
  lost: 'lost',
  refused: 'refused',
}

/** The entry. */
export function LiveEntry() {
  const ref = useRef<HTMLDetailsElement>(null)
  useDismiss(ref)
  useConnectors()
  const connectors = useLive((state) => state.connectors)
  const isRecorded = useLive(({ recording }) => recording !== null)
  const down = connectors?.filter(({ state }) => state !== 'connected').length ?? 0
  const isLive = isServedLive() && !isRecorded
  return (
    <details className="live-entry" ref={ref} data-live={isLive}>
      <summary className="button" title="Your own servers behind the boxes">
        {isLive && (
          <span className={down > 0 ? 'live-down' : 'live-up'} aria-hidden="true">
            {down > 0 ? '✕' : '●'}
          </span>
        )}
        <span className="live-word">Live</span>
        {down > 0 && <span className="visually-hidden">{down} not connected</span>}
      </summary>
      <div className="opened-below live-sheet">
        <h2 className="caption">Live stores</h2>
        {isLive ? <Connectors connectors={connectors} /> : <HowTo />}
      </div>
    </details>
  )
}

function HowTo() {
  return (
    <>
      <p>
        Every run on this page stands on stores inside it. To put your own servers behind the boxes, start the site from
        its repository on your machine, and open the address that it prints:
      </p>
      <pre tabIndex={0}>
        <code>npm run live -- --local</code>
      </pre>
    </>
  )
}

function Connectors({ connectors }: { readonly connectors: readonly Connector[] | null }) {
  if (connectors === null) return <p role="status">connecting …</p>
  if (connectors.length === 0) {
    return <p>The live server has no stores: it was started without naming any, so everything runs in its engine.</p>
  }
  return (
    <ul>
      {connectors.map((connector) => (
        <ConnectorItem key={connector.kind} connector={connector} />
      ))}
    </ul>
  )
}

function ConnectorItem({ connector }: { readonly connector: Connector }) {
  const { label, state, title, roundTripMs, creates, isDisposable, why } = connector
  const isUp = state === 'connected'
  return (
    <li>
      <p className="live-head">
        <strong>{title ?? label}</strong>
        <span className={`mono ${isUp ? 'live-up' : 'live-down'}`}>
          {isUp ? '●' : '✕'} {WORDS[state]}
          {isUp && roundTripMs !== undefined && ` · ${roundTripMs.toFixed(2)} ms`}
        </span>
      </p>
      {why !== undefined && <p className="tone-failed">{why}</p>}
      <p className="live-small">
        {isDisposable ? 'Started to be thrown away: anything may be done to it.' : 'Yours: it is never harmed.'}
      </p>
      {creates.length > 0 && <p className="live-small">A run creates {creates.join('; ')}.</p>}
    </li>
  )
}
