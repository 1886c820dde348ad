/** The inside of a Redis: its keys with type, size and time to live, the members of one, and a command prompt. */
import { useState } from 'react'
import { useLive } from '../../session/session-context'
import { formatNumber } from '../../session/claim-result'
import { formatDuration } from '../format'
import { keyPage, keysPage, readPage, serverPage } from './redis-pages'
import { RedisPrompt } from './redis-prompt'
import { ResultTable } from './result-table'
import { useInspection } from './use-inspection'

const KEYS_PER_PAGE = 12
const MEMBERS_PER_PAGE = 50

/** What a Redis box holds. */
export function RedisState({ box, instance }: { readonly box: string; readonly instance: number }) {
  const [key, setKey] = useState<string | null>(null)
  return (
    <div className="store">
      <RedisServer box={box} instance={instance} />
      {key === null ? (
        <RedisKeys box={box} instance={instance} onChoose={setKey} />
      ) : (
        <RedisKey box={box} instance={instance} name={key} onClose={() => setKey(null)} />
      )}
      <RedisPrompt box={box} instance={instance} />
    </div>
  )
}

/** Engines by the names they have for people. */
const ENGINES: Readonly<Record<string, string>> = { valkey: 'Valkey', mock: 'ioredis-mock', live: 'Redis' }

interface Place {
  readonly box: string
  readonly instance: number
}

/** `undefined` while nothing has come, null if the server is down. */
function useRedisPage<Page>(
  place: Place,
  query: { readonly view: string; readonly [name: string]: string | number },
  read: (value: unknown) => Page | null,
): Page | null | undefined {
  const { box, instance } = place
  const answer = useInspection(`${box}/${instance} ${JSON.stringify(query)}`, async (session) => ({
    page: read(await session.inspect(box, instance, query)),
  }))
  return answer === null ? undefined : answer.page
}

function RedisServer(place: Place) {
  const server = useRedisPage(place, { view: 'server' }, (value) => readPage(serverPage, value))
  const evals = useLive(({ frame }) => Math.round(frame?.boxes[place.box]?.figures.answeredRate ?? 0))
  if (server === undefined) return <p className="inspector-note">…</p>
  if (server === null)
    return <p className="inspector-note tone-failed inspector-down">The server is down: nobody answers.</p>
  return (
    <p className="store-line mono">
      {ENGINES[server.engine] ?? server.engine} {server.version} · {formatNumber(server.keys)} keys
      {server.usedMemoryBytes !== null && ` · ${(server.usedMemoryBytes / 1e6).toFixed(1)} MB`} · {formatNumber(evals)}{' '}
      answers/s · {server.clients} clients
      {server.isOutOfMemory && ' · out of memory'}
    </p>
  )
}

function RedisKeys({ onChoose, ...place }: Place & { readonly onChoose: (key: string) => void }) {
  const [cursors, setCursors] = useState<readonly string[]>(['0'])
  const [match, setMatch] = useState('')
  const cursor = cursors.at(-1)!
  const pattern = match === '' ? '*' : /[*?[]/.test(match) ? match : `*${match}*`
  const page = useRedisPage(place, { view: 'keys', cursor, match: pattern, count: KEYS_PER_PAGE }, (value) =>
    readPage(keysPage, value),
  )
  const rows = [...(page?.keys ?? [])].toSorted((a, b) => b.size - a.size)
  return (
    <div className="redis-keys">
      <input
        className="field mono redis-match"
        type="search"
        aria-label="Keys that match"
        placeholder="keys that match…"
        maxLength={200}
        value={match}
        onChange={(event) => {
          setMatch(event.target.value)
          setCursors(['0'])
        }}
      />
      <table className="table mono">
        <thead>
          <tr>
            <th scope="col">key</th>
            <th scope="col">type</th>
            <th scope="col" className="table-number">
              size
            </th>
            <th scope="col" className="table-number">
              TTL
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, type, size, ttlMs }) => (
            <tr key={key}>
              <td className="redis-key">
                <button type="button" className="link-button" title={key} onClick={() => onChoose(key)}>
                  {key}
                </button>
              </td>
              <td>{type}</td>
              <td className="table-number">{formatNumber(size)}</td>
              <td className="table-number">{ttlMs === null ? '∞' : formatDuration(ttlMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="inspector-note">{page == null ? '' : 'No living keys on this page.'}</p>}
      <div className="store-pages">
        <button
          type="button"
          className="button button-small"
          disabled={cursors.length === 1}
          onClick={() => setCursors(cursors.slice(0, -1))}
        >
          Back
        </button>
        <button
          type="button"
          className="button button-small"
          disabled={page?.cursor == null}
          onClick={() => page?.cursor != null && setCursors([...cursors, page.cursor])}
        >
          More keys
        </button>
      </div>
    </div>
  )
}

function RedisKey({ name, onClose, ...place }: Place & { readonly name: string; readonly onClose: () => void }) {
  const [cursor, setCursor] = useState('')
  const page = useRedisPage(place, { view: 'key', key: name, cursor, count: MEMBERS_PER_PAGE }, (value) =>
    readPage(keyPage, value),
  )
  return (
    <div className="redis-keys">
      <div className="store-head">
        <button type="button" className="button button-small" onClick={onClose}>
          ‹ Keys
        </button>
        <span className="mono redis-key-name">{name}</span>
      </div>
      {page?.row === null && <p className="inspector-note">There is no such key any more.</p>}
      {page?.row != null && (
        <>
          <p className="store-line mono">
            {page.row.type} · {formatNumber(page.row.size)} {page.row.type === 'string' ? 'bytes' : 'members'} · TTL{' '}
            {page.row.ttlMs === null ? '∞' : formatDuration(page.row.ttlMs)}
            {page.row.memoryBytes !== null && ` · ${formatNumber(page.row.memoryBytes)} bytes of memory`}
          </p>
          <ResultTable columns={page.columns} rows={page.rows} label={`Members of ${name}`} />
          {(page.cursor !== null || cursor !== '') && (
            <div className="store-pages">
              <button
                type="button"
                className="button button-small"
                disabled={cursor === ''}
                onClick={() => setCursor('')}
              >
                First page
              </button>
              <button
                type="button"
                className="button button-small"
                disabled={page.cursor === null}
                onClick={() => setCursor(page.cursor ?? '')}
              >
                More
              </button>
            </div>
          )}
        </>
      )}
    </div>
  )
}
