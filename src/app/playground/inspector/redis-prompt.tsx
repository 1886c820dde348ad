/**
 * The command prompt of a Redis. What only reads is answered on the side; what writes becomes an act of the run, recorded in
 * its address like any other, so that the run still repeats.
 */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useLive, useSession } from '../../session/session-context'
import { promptPage, readPage } from './redis-pages'

const LINES_KEPT = 60

interface Entry {
  readonly number: number
  readonly line: string
  readonly text: string
  readonly isWrite: boolean
}

/** A prompt that answers as redis-cli prints it. */
export function RedisPrompt({ box, instance }: { readonly box: string; readonly instance: number }) {
  const session = useSession()
  const isFrozen = useLive(({ frame }) =>
    frame?.marks.some(
      ({ action: { verb, target }, untilMs }) =>
        untilMs === null && verb === 'freeze' && target.kind === 'box' && target.box === box,
    ),
  )
  const [line, setLine] = useState('')
  const [entries, setEntries] = useState<readonly Entry[]>([])
  const [at, setAt] = useState<number | null>(null)
  const logRef = useRef<HTMLDivElement>(null)
  useEffect(() => {
    logRef.current?.scrollTo({ top: logRef.current.scrollHeight })
  }, [entries])

  const run = async () => {
    const typed = line.trim()
    if (typed === '') return
    setLine('')
    setAt(null)
    if (typed.toLowerCase() === 'clear') {
      setEntries([])
      return
    }
    const answer = await answerTo(session, box, instance, typed)
    setEntries((known) => [
      ...known.slice(-LINES_KEPT),
      { number: (known.at(-1)?.number ?? 0) + 1, line: typed, ...answer },
    ])
  }

  const recall = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    event.preventDefault()
    const from = at ?? entries.length
    const to = from + (event.key === 'ArrowUp' ? -1 : 1)
    if (to < 0) return
    setAt(to >= entries.length ? null : to)
    setLine(entries[to]?.line ?? '')
  }

  return (
    <div className="prompt">
      {isFrozen === true && (
        <p className="inspector-note">Frozen: clients get no answer. This prompt looks past the fault.</p>
      )}
      {entries.length > 0 && (
        <div className="prompt-log mono" ref={logRef} role="log" aria-label="Answers" tabIndex={0}>
          {entries.map(({ number, line: asked, text, isWrite }) => (
            <div key={number}>
              <div className="prompt-asked">
                redis&gt; {asked}
                {isWrite && <span className="prompt-write"> (an act of the run)</span>}
              </div>
              <pre className="prompt-answer">{text}</pre>
            </div>
          ))}
        </div>
      )}
      <form
        className="prompt-line field mono"
        onSubmit={(event) => {
          event.preventDefault()
          void run()
        }}
      >
        <label htmlFor={`prompt-${box}`}>redis&gt;</label>
        <input
          id={`prompt-${box}`}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={1000}
          placeholder="PING"
          value={line}
          onChange={(event) => setLine(event.target.value)}
          onKeyDown={recall}
        />
      </form>
    </div>
  )
}

async function answerTo(session: ReturnType<typeof useSession>, box: string, instance: number, line: string) {
  try {
    const page = readPage(promptPage, await session.inspect(box, instance, { view: 'command', line }))
    if (page === null) return { text: 'Could not connect to Redis: Connection refused', isWrite: false }
    if (!page.isWrite) return page
    const shown = await session.inject({ verb: 'command', target: { kind: 'box', box }, value: line })
    return {
      text: typeof shown === 'string' ? shown : shown === null ? '(no answer)' : JSON.stringify(shown),
      isWrite: true,
    }
  } catch (error) {
    return { text: `(error) ${error instanceof Error ? error.message : String(error)}`, isWrite: false }
  }
}
