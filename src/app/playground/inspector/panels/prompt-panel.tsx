/**
 * A prompt of a box, the same for every kind of store. What only reads is answered on the side; what writes becomes an act of the run,
 * recorded in its address like any other, so that the run still repeats. That is asked for once, of all prompts.
 */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import * as v from 'valibot'
import { instancesOf } from '~/kernel/diagram'
import type { Prompt, PromptAnswer } from '~/kernel/store-kind'
import { serverBehind } from '../../../live/live-box'
import { useLive, useSession } from '../../../session/session-context'
import { sentence } from '../../format'
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
  /** True if nothing was done, since lines may not write. */
  readonly wantsToWrite: boolean
}

type Answered = Pick<Entry, 'text' | 'isAct' | 'wantsToWrite'>

/** How the stores here say that a line is wrong, each in words of its own. */
const ERROR = /^(\(error\)|ERROR|unknown command|[A-Z_]{8,}:)/
const KEYS = '↑ ↓ earlier lines · clear empties the log · help says this'

/** What is said of a line that did nothing but read. */
const READ = { isAct: false, wantsToWrite: false }

/** A prompt with its log. */
export function PromptView({ place, prompt }: { readonly place: Place; readonly prompt: Prompt }) {
  const { box } = place
  const session = useSession()
  const { sign, placeholder, help = [] } = prompt
  const ask = useAsk(place, prompt)
  const readOnly = useReadOnly(box, prompt)
  const mayWrite = useLive((state) => state.mayWrite) && readOnly === null
  const setMayWrite = (may: boolean) => session.store.setState({ mayWrite: may })
  const isFrozen = useLive(({ frame }) =>
    frame?.marks.some(
      ({ action: { verb, target }, untilMs }) =>
        untilMs === null && verb === 'freeze' && target.kind === 'box' && target.box === box,
    ),
  )
  const isRealServer = useLive((state) => serverBehind(state, box)?.isRecorded === false)
  const [line, setLine] = useState('')
  const [entries, setEntries] = useState<readonly Entry[]>([])
  const [at, setAt] = useState<number | null>(null)
  const logRef = useRef<HTMLDivElement>(null)
  useEffect(() => {
    logRef.current?.scrollTo({ top: logRef.current.scrollHeight })
  }, [entries])

  const add = (typed: string, answered: Answered) =>
    setEntries((known) => [
      ...known.slice(-LINES_KEPT),
      { number: (known.at(-1)?.number ?? 0) + 1, line: typed, ...answered },
    ])
  const run = async () => {
    const typed = line.trim()
    if (typed === '') return
    setLine('')
    setAt(null)
    const word = typed.toLowerCase()
    if (word === 'clear') setEntries([])
    else if (word === 'help') add(typed, { ...READ, text: [...help, KEYS].join('\n') })
    else add(typed, await ask(typed, mayWrite))
  }
  const writeIt = async (typed: string) => {
    setMayWrite(true)
    add(typed, await ask(typed, true))
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
        <p className="inspector-note">
          Frozen: clients get no answer.{' '}
          {isRealServer ? 'It is a real server, so this prompt gets none either.' : 'This prompt looks past the fault.'}
        </p>
      )}
      {entries.length > 0 && (
        <div className="prompt-log mono" ref={logRef} role="log" aria-label="Answers" tabIndex={0}>
          {entries.map(({ number, line: asked, text, isAct, wantsToWrite }) => (
            <div key={number}>
              <div className="prompt-asked">
                {sign} {asked}
                {isAct && <span className="prompt-write"> (an act of the run)</span>}
              </div>
              <pre className={`prompt-answer ${ERROR.test(text) ? 'prompt-failed tone-failed' : ''}`}>{text}</pre>
              {wantsToWrite && (
                <p className="prompt-hint">
                  {readOnly === null ? (
                    <>
                      Nothing was written: lines may not write yet.{' '}
                      <button type="button" className="link-button" onClick={() => void writeIt(asked)}>
                        Let them, and write it
                      </button>
                    </>
                  ) : (
                    'Nothing was written: this prompt only reads.'
                  )}
                </p>
              )}
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
      {readOnly !== null && (
        <p className="prompt-hint">
          <span aria-hidden="true">⊘</span> Read-only. {sentence(readOnly)}
        </p>
      )}
      {prompt.writes !== undefined && readOnly === null && (
        <label className="prompt-option">
          <input type="checkbox" checked={mayWrite} onChange={(event) => setMayWrite(event.target.checked)} />
          lines may write, and become part of the run
        </label>
      )}
    </div>
  )
}

/** Why no line may write although the prompt could; null if one may. */
function useReadOnly(box: string, { writes }: Prompt): string | null {
  return useLive(({ cannot, recording }) => {
    if (writes === undefined) return null
    return recording === null ? (cannot[box]?.[writes] ?? null) : 'this is a recording, and nothing can be done to it.'
  })
}

/** Asks a line of the box; a line that writes is done by the verb of the prompt, if it may. Never rejects. */
function useAsk({ box, instance }: Place, { view, writes, down }: Prompt) {
  const session = useSession()
  const { diagram } = session
  return async (line: string, mayWrite: boolean): Promise<Answered> => {
    try {
      const page = await session.inspect(box, instance, { view, line })
      if (page === null) return { ...READ, text: down }
      const answer: PromptAnswer = v.parse(promptAnswer, page)
      if (!answer.isWrite || !mayWrite || writes === undefined)
        return { ...READ, text: answer.text, wantsToWrite: answer.isWrite }
      const target = { kind: 'box', box, ...(instancesOf(diagram, box) > 1 ? { instance } : {}) } as const
      const shown = await session.inject({ verb: writes, target, value: line })
      const text = typeof shown === 'string' ? shown : shown === null ? '(no answer)' : JSON.stringify(shown)
      return { text, isAct: true, wantsToWrite: false }
    } catch (error) {
      return { ...READ, text: `(error) ${error instanceof Error ? error.message : String(error)}` }
    }
  }
}
