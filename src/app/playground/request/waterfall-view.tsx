/** Draws a waterfall: a line for each call, and below it when it was on its way, in work, and on its way back. */
import type { PlainEvent } from '~/kernel/trace'
import { fieldsOf } from '~/projections/story/sentence'
import { useMemo } from 'react'
import { ToneMark } from '../../diagram/tone-mark'
import { useSession } from '../../session/session-context'
import { formatDuration } from '../format'
import { useLinesOf } from './use-lines-of'
import { toneOf, waterfallOf, type CallRow, type FactRow } from './waterfall'

/** How many fields of a fact are shown without opening it: enough for what was decided. */
const SAID_MAX = 8

/** The waterfall of one request. */
export function WaterfallView({ events }: { readonly events: readonly PlainEvent[] }) {
  const linesOf = useLinesOf()
  const waterfall = useMemo(() => waterfallOf(events, linesOf), [events, linesOf])
  const { startMs, endMs, rows } = waterfall
  const lengthMs = Math.max(endMs - startMs, 0.1)
  const share = (ms: number) => Math.max(0, ((ms - startMs) / lengthMs) * 100)
  return (
    <>
      <p className="inspector-note mono">
        {formatDuration(endMs - startMs)}, {rows.filter(({ kind }) => kind === 'call').length} calls
      </p>
      <ol className="waterfall">
        {rows.map((row) =>
          row.kind === 'call' ? (
            <Call key={row.event} call={row} share={share} untilMs={endMs} />
          ) : (
            <Fact key={row.event} fact={row} share={share} />
          ),
        )}
      </ol>
      <p className="waterfall-legend mono" aria-hidden="true">
        <i className="waterfall-key-way" /> on its way <i className="waterfall-key-work" /> waiting or in work
      </p>
    </>
  )
}

interface Scaled {
  readonly share: (ms: number) => number
}

function Call({ call, share, untilMs }: Scaled & { readonly call: CallRow; readonly untilMs: number }) {
  const { diagram } = useSession()
  const { from, to, toInstance, type, attempt, outcome, code, lost, isDuplicated, commands, reply, depth } = call
  const name = diagram.boxes[to]?.label ?? to
  const tone = toneOf(outcome)
  const words = [
    outcome === 'pending' ? 'no outcome yet' : outcome === 'unknown' ? `outcome unknown: ${code}` : code,
    lost === null ? '' : `${lost.why === 'late' ? 'answer came too late' : `lost: ${lost.why}`}`,
    isDuplicated ? 'delivered twice' : '',
  ].filter((text) => text !== '')
  return (
    <li className={`waterfall-row tone-${tone}`} style={{ paddingLeft: depth * 10 }}>
      <div className="waterfall-what">
        <ToneMark tone={tone} size={10} />
        <strong>{name}</strong>
        {toInstance !== null && toInstance > 0 && <span className="mono">#{toInstance}</span>}
        <span className="waterfall-type mono">{type}</span>
        {attempt > 1 && <span className="waterfall-retry mono">retry {attempt - 1}</span>}
        <span className="waterfall-took mono">
          {call.endMs === null ? '' : formatDuration(call.endMs - call.sentMs)}
        </span>
        <span className="visually-hidden">
          called by {diagram.boxes[from]?.label ?? from}: {outcome}
        </span>
      </div>
      <Bar call={call} share={share} untilMs={untilMs} />
      {words.length > 0 && <p className="waterfall-code mono">{words.join(' · ')}</p>}
      {commands.map((command, index) => (
        <pre key={index} className="waterfall-command">
          {command}
        </pre>
      ))}
      {commands.length > 0 && reply !== undefined && (
        <pre className="waterfall-command waterfall-reply">{JSON.stringify(reply).slice(0, 400)}</pre>
      )}
    </li>
  )
}

function Bar({ call, share, untilMs }: Scaled & { readonly call: CallRow; readonly untilMs: number }) {
  const { sentMs, receivedMs, repliedMs, endMs, lost, outcome } = call
  // What has no outcome yet goes on to the end of what is known.
  const last = endMs ?? lost?.atMs ?? untilMs
  const workEnd = repliedMs ?? (receivedMs === null ? null : Math.max(receivedMs, last))
  return (
    <div className="waterfall-bar" aria-hidden="true">
      <i
        className={`waterfall-way ${outcome === 'unknown' || outcome === 'pending' ? 'waterfall-way-unknown' : ''}`}
        style={{ left: `${share(sentMs)}%`, width: `${Math.max(0, share(last) - share(sentMs))}%` }}
      />
      {receivedMs !== null && workEnd !== null && (
        <i
          className="waterfall-work"
          style={{ left: `${share(receivedMs)}%`, width: `${Math.max(0, share(workEnd) - share(receivedMs))}%` }}
        />
      )}
      {lost !== null && (
        <span className="waterfall-lost" style={{ left: `${share(lost.atMs)}%` }}>
          ✕
        </span>
      )}
    </div>
  )
}

function Fact({ fact: { depth, node, name, atMs, sinceMs, data }, share }: Scaled & { readonly fact: FactRow }) {
  const { diagram } = useSession()
  return (
    <li className="waterfall-row waterfall-fact" style={{ paddingLeft: depth * 10 }}>
      <div className="waterfall-what">
        <span>{diagram.boxes[node]?.label ?? node} states</span>
        <span className="mono">{name}</span>
        {sinceMs < atMs && <span className="waterfall-took mono">{formatDuration(atMs - sinceMs)}</span>}
      </div>
      <div className="waterfall-bar" aria-hidden="true">
        {sinceMs < atMs && (
          <i
            className="waterfall-work"
            style={{ left: `${share(sinceMs)}%`, width: `${share(atMs) - share(sinceMs)}%` }}
          />
        )}
        <i className="waterfall-moment" style={{ left: `${share(atMs)}%` }} />
      </div>
      <p className="waterfall-says mono">{fieldsOf(data, SAID_MAX)}</p>
      <details>
        <summary>all that it says</summary>
        <pre className="waterfall-command">{JSON.stringify(data, null, 1).slice(0, 2000)}</pre>
      </details>
    </li>
  )
}
