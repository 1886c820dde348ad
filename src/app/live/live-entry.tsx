/** Live stores in the top bar: how each of them is, or, where no live server has served the page, how to get there. */
import { useRef } from 'react'
import { hasEntrance, isServedLive } from '~/host/connect'
import { useLive } from '../session/session-context'
import { useDismiss } from '../playground/use-dismiss'
import { ConnectorList } from './connector-list'
import '../style/opened-below.css'
import './live-entry.css'
import { ThisRun } from './this-run'
import { useConnectors } from './use-connectors'

/** The entry. */
export function LiveEntry() {
  const ref = useRef<HTMLDetailsElement>(null)
  useDismiss(ref)
  useConnectors()
  const isServed = isServedLive()
  return (
    <details className="live-entry" ref={ref} data-live={isServed}>
      <summary className="button" title="Your own servers behind the boxes">
        {isServed && <Sign />}
        <span className="live-word">Live</span>
      </summary>
      <div className="opened-below live-sheet">
        <h2 className="caption">Live stores</h2>
        {isServed ? <Stores /> : <HowTo />}
        <ThisRun />
      </div>
    </details>
  )
}

/** How all of it is, in one sign, and in words for who does not see it. */
function Sign() {
  const line = useLive((state) => state.line?.state)
  const down = useLive(
    ({ connectors }) => connectors?.filter(({ state }) => state === 'lost' || state === 'refused').length ?? 0,
  )
  const isWaiting = line === undefined || line === 'gap'
  const isDown = line === 'gone' || down > 0
  const told = line === 'gone' ? 'the server is gone' : isWaiting ? (hasEntrance() ? 'not connected yet' : 'not let in') : down > 0 ? `${down} not connected` : ''
  return (
    <>
      <span className={isDown ? 'live-down' : isWaiting ? 'live-small' : 'live-up'} aria-hidden="true">
        {isDown ? '✕' : isWaiting ? '○' : '●'}
      </span>
      <span className="visually-hidden">{told}</span>
    </>
  )
} // prettier-ignore

function Stores() {
  const line = useLive((state) => state.line?.state)
  const isRecording = useLive(({ recording }) => recording !== null)
  switch (line) {
    case 'there':
      return <ConnectorList />
    case 'gap':
      return <p role="status">The connection to the live server is lost: trying to get it back …</p>
    case 'back':
      return <p>The live server is back. The run that is shown has ended with it: run it live again from the diagram.</p>
    case 'gone':
      return (
        <>
          <p>The live server is gone. Runs are executed in this page until it is there again.</p>
          <Command />
        </>
      )
    default:
      if (isRecording) return <p>A recording is played in this page, and asks nothing of the live stores.</p>
      return hasEntrance() ? <p role="status">connecting …</p> : <NotLetIn />
  }
} // prettier-ignore

function NotLetIn() {
  return (
    <p>
      The live server has not let this page in, so runs are executed in the page. It lets in who opens the address that it has printed,
      once: press Enter in its terminal for another one, and open that.
    </p>
  )
} // prettier-ignore

function HowTo() {
  return (
    <>
      <p>
        Every run on this page stands on stores inside it. To put your own servers behind the boxes, start the site from
        its repository on your machine, and open the address that it prints:
      </p>
      <Command />
    </>
  )
}

function Command() {
  return (
    <pre tabIndex={0}>
      <code>npm run live -- --local</code>
    </pre>
  )
}
