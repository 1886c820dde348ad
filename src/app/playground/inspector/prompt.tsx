/**
 * The prompt of a store. What only reads is answered on the side; what writes becomes an act of the run, recorded in its
 * address like any other, so that the run still repeats.
 */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useLive } from '../../session/session-context'

const LINES_KEPT = 60

/** What a line came to. */
export interface PromptAnswer {
  readonly text: string
  /** True if it has become an act of the run. */
  readonly isWrite: boolean
}

interface Entry extends PromptAnswer {
  readonly number: number
  readonly line: string
}

interface PromptProps {
  readonly box: string
  /** What stands before the line. */
  readonly sign: string
  readonly placeholder: string
  /** Answers a line; never rejects. */
  readonly answer: (line: string) => Promise<PromptAnswer>
  /** What else belongs to the prompt. */
  readonly children?: ReactNode
}

/** A prompt with its log. */
export function Prompt({ box, sign, placeholder, answer, children }: PromptProps) {
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
    const answered = await answer(typed)
    setEntries((known) => [
      ...known.slice(-LINES_KEPT),
      { number: (known.at(-1)?.number ?? 0) + 1, line: typed, ...answered },
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
                {sign} {asked}
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
        <label htmlFor={`prompt-${box}`}>{sign}</label>
        <input
          id={`prompt-${box}`}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={1000}
          placeholder={placeholder}
          value={line}
          onChange={(event) => setLine(event.target.value)}
          onKeyDown={recall}
        />
      </form>
      {children}
    </div>
  )
}
