/** How a claim stands in the run that is shown, in one word for its place in the row. */
import { useLiveShallow } from '../../session/session-context'

/** `held` is null before anything was tested. */
export interface Standing {
  readonly held: boolean | null
  readonly word: '' | 'holds' | 'violated' | 'at the end'
}

/** The standing of a claim's invariant at the moment shown. What is judged only at the end says nothing before. */
export function useStanding(claim: string): Standing {
  const [held, word] = useLiveShallow(({ frame, description, phase }): readonly [boolean | null, Standing['word']] => {
    const invariant = description?.claims[claim]?.invariant
    const verdict = frame?.verdicts.find(({ id }) => id === invariant)
    if (frame === null || verdict === undefined || frame.events === 0) return [null, '']
    if (!verdict.held) return [false, 'violated']
    const kind = description?.invariants.find(({ id }) => id === invariant)?.kind
    const isJudged = kind === 'safety' || phase === 'ended'
    return isJudged ? [true, 'holds'] : [null, 'at the end']
  })
  return { held, word }
}
