/** What stands over the still picture while the engine boots, and what happened if it cannot. */
import { useLive, useLiveShallow, useSession } from '../session/session-context'
import { formatMegabytes } from './format'

const NAMES: Readonly<Record<string, string>> = { valkey: 'Valkey', postgres: 'PostgreSQL' }

/** Says how the boot goes; nothing once there is a live diagram. */
export function BootStatus() {
  const phase = useLive((state) => state.phase)
  const hasFrame = useLive(({ frame }) => frame !== null)
  if (phase === 'failed') return <Failure />
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
  const name = NAMES[asset] ?? asset
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
  const isMock = useLive(({ run }) => run?.redis === 'mock')
  const hasActions = useLive(({ frame, run }) => ((frame?.run ?? run)?.actions.length ?? 0) > 0)
  const usesRedis = useLive(
    ({ description }) =>
      description === null || Object.values(description.inspectors).some((inspector) => inspector?.redis === true),
  )
  return (
    <div className="boot boot-failure" role="alert">
      <h2>The engine stopped</h2>
      <p>{failure === null ? 'Something went wrong.' : sentence(failure)}</p>
      <p>The picture is a drawing until it runs again.</p>
      <div className="boot-actions">
        <button type="button" className="button button-solid" onClick={() => session.retry()}>
          Try again
        </button>
        {hasActions && (
          <button type="button" className="button" onClick={() => session.retry({ actions: [] })}>
            Start without what was done
          </button>
        )}
        {usesRedis && !isMock && (
          <button type="button" className="button" onClick={() => session.retry({ redis: 'mock' })}>
            Use ioredis-mock instead
          </button>
        )}
      </div>
    </div>
  )
}

/** An error's message as a sentence. */
function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}
