/** Every live store: how it is and why, how far away, and what of ours is there. */
import type { Connector } from '~/host/live/connector'
import { useLive } from '../session/session-context'

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
    <ul>
      {connectors.map((connector) => (
        <ConnectorItem key={connector.kind} connector={connector} />
      ))}
    </ul>
  )
}

function ConnectorItem({ connector }: { readonly connector: Connector }) {
  const { label, state, title, roundTripMs, creates, isDisposable, why } = connector
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
    </li>
  )
}
