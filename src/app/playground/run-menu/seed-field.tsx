/** The seed of the run: the same one gives the same run. */
import { useState, type FormEvent } from 'react'
import { readSeed } from '../../run-url'
import { useLive, useSession } from '../../session/session-context'

/** The field. */
export function SeedField() {
  const session = useSession()
  const seed = useLive((state) => state.run?.seed ?? null)
  const [text, setText] = useState<string | null>(null)
  const shown = text ?? String(seed ?? '')
  const isWrong = readSeed(shown) === null && seed !== null
  const commit = (event?: FormEvent) => {
    event?.preventDefault()
    const next = text === null ? null : readSeed(text)
    setText(null)
    if (next !== null && next !== seed) session.change({ seed: next, actions: [] })
  }
  return (
    <form className="seed-field" onSubmit={commit}>
      <label htmlFor="seed">Seed</label>
      <input
        id="seed"
        className="field mono"
        inputMode="numeric"
        autoComplete="off"
        maxLength={10}
        value={shown}
        aria-invalid={isWrong}
        title="A whole number up to 4294967295. The same seed gives the same run."
        onChange={(event) => setText(event.target.value)}
        onBlur={() => commit()}
      />
    </form>
  )
}
