/** What stands over the still picture while the engine boots, and what happened if it cannot. */
import type { SimulationDescription } from '~/host/describe'
import type { Run } from '~/kernel/run'
import { recordingNamed } from '../recording/recording-address'
import { useLive, useLiveShallow, useSession } from '../session/session-context'
import { kindsOf } from '../stores-of'
import { chosenEngine } from '~/kernel/store-kind'
import { storeKinds } from '~/stores'
import { formatMegabytes, formatTime, sentence } from './format'
import { MissingFile, useMissingFiles } from './missing-file'

/** What is fetched, as people are told. */
const ASSETS: Readonly<Record<string, string>> = Object.assign({}, ...storeKinds.map(({ assets }) => assets))

/** Says how the boot goes; nothing once there is a live diagram. */
export function BootStatus() {
  const phase = useLive((state) => state.phase)
  const hasFrame = useLive(({ frame }) => frame !== null)
  const goingTo = useLive(({ journey }) => (journey === null ? null : formatTime(journey.ofMs)))
  if (phase === 'failed') return <Failure />
  if (phase === 'booting' && goingTo !== null) {
    return (
      <p className="boot mono" role="status">
        going to {goingTo} …
      </p>
    )
  }
  if (phase !== 'booting' || hasFrame) return null
  return (
    <p className="boot mono" role="status">
      <Progress />
    </p>
  )
}

function Progress() {
  const [asset, bytes, total] = useLiveShallow(({ progress }) => [
    progress?.asset ?? null,
    progress?.bytes ?? 0,
    progress?.bytesTotal ?? 0,
  ])
  if (asset === null) return <>starting the engine …</>
  const name = ASSETS[asset] ?? asset
  if (total > 0 && bytes >= total) return <>booting {name} …</>
  return (
    <>
      fetching {name} {formatMegabytes(bytes)}
      {total > 0 ? ` of ${formatMegabytes(total)}` : ''} MB
    </>
  )
}

function Failure() {
  const session = useSession()
  const failure = useLive((state) => state.failure)
  const missing = useMissingFiles()
  const run = useLive(({ run }) => run)
  const isUnread = run === null && recordingNamed(location.search) !== null
  const hasActions = useLive(({ frame, run }) => ((frame?.run ?? run)?.actions.length ?? 0) > 0)
  const engines = useLive(({ run }) => run?.engines)
  const description = useLive((state) => state.description)
  // Another engine would want the file, too.
  const others = missing.length === 0 ? standIns(description?.stores ?? {}, engines) : []
  return (
    <div className="boot boot-failure" role="alert">
      <h2>
        {missing.length > 0
          ? 'This run wants a file'
          : isUnread
            ? 'This recording cannot be played'
            : 'The engine stopped'}
      </h2>
      <p>{failure === null ? 'Something went wrong.' : sentence(failure)}</p>
      <p>The picture is a drawing until it runs again.</p>
      {missing.map((file) => (
        <MissingFile key={file.checksum} file={file} />
      ))}
      <div className="boot-actions">
        {missing.length === 0 && (
          <button type="button" className="button button-solid" onClick={() => session.retry()}>
            Try again
          </button>
        )}
        {isUnread && (
          <a className="button" href={location.pathname}>
            Open the diagram without it
          </a>
        )}
        {hasActions && (
          <button type="button" className="button" onClick={() => session.retry({ actions: [] })}>
            Start without what was done
          </button>
        )}
        {others.map(({ kind, name, label }) => (
          <button
            key={kind}
            type="button"
            className="button"
            onClick={() => session.retry({ engines: { ...engines, [kind]: name } })}
          >
            Use {label} instead
          </button>
        ))}
      </div>
    </div>
  )
}

/** What could stand in for the engines that the stores of a diagram stand on. */
function standIns(stores: SimulationDescription['stores'], chosen: Run['engines']) {
  return kindsOf(stores).flatMap(({ kind, engines }) => {
    const { standIn } = chosenEngine({ name: kind, engines }, chosen)
    const other = engines.find(({ name }) => name === standIn)
    return other === undefined ? [] : [{ kind, name: other.name, label: other.label }]
  })
}
