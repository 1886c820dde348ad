/**
 * A prompt of a box. What only reads is answered on the side; what writes becomes an act of the run, recorded in its
 * address like any other, so that the run still repeats.
 */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import * as v from 'valibot'
import { instancesOf } from '~/kernel/diagram'
import type { Prompt, PromptAnswer } from '~/kernel/store-kind'
import { useLive, useSession } from '../../../session/session-context'
import { promptAnswer } from './pages'
import './prompt-panel.css'
import type { Place } from './use-page'

const LINES_KEPT = 60

interface Entry {
  readonly number: number
  readonly line: string
  readonly text: string
  /** True if the line has become an act of the run. */
  readonly isAct: boolean
}

/** A prompt with its log. */
export function PromptView({ place, prompt }: { readonly place: Place; readonly prompt: Prompt }) {
  const { box } = place
  const { sign, placeholder, consent } = prompt
  const ask = useAsk(place, prompt)
  const [mayWrite, setMayWrite] = useState(consent === undefined)
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
    const answered = await ask(typed, mayWrite)
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
          {entries.map(({ number, line: asked, text, isAct }) => (
            <div key={number}>
              <div className="prompt-asked">
                {sign} {asked}
                {isAct && <span className="prompt-write"> (an act of the run)</span>}
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
        <label htmlFor={`prompt-${box}-${prompt.view}`}>{sign}</label>
        <input
          id={`prompt-${box}-${prompt.view}`}
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
      {consent !== undefined && (
        <label className="prompt-option">
          <input type="checkbox" checked={mayWrite} onChange={(event) => setMayWrite(event.target.checked)} />
          {consent}
        </label>
      )}
    </div>
  )
}

/** Asks a line of the box; a line that writes is done by the verb of the prompt, if it may. Never rejects. */
function useAsk({ box, instance }: Place, { view, writes, down }: Prompt) {
  const session = useSession()
  const { diagram } = session
  return async (line: string, mayWrite: boolean): Promise<Pick<Entry, 'text' | 'isAct'>> => {
    try {
      const page = await session.inspect(box, instance, { view, line })
      if (page === null) return { text: down, isAct: false }
      const answer: PromptAnswer = v.parse(promptAnswer, page)
      if (!answer.isWrite || !mayWrite) return { text: answer.text, isAct: false }
      const target = { kind: 'box', box, ...(instancesOf(diagram, box) > 1 ? { instance } : {}) } as const
      const shown = await session.inject({ verb: writes, target, value: line })
      const text = typeof shown === 'string' ? shown : shown === null ? '(no answer)' : JSON.stringify(shown)
      return { text, isAct: true }
    } catch (error) {
      return { text: `(error) ${error instanceof Error ? error.message : String(error)}`, isAct: false }
    }
  }
}
