/** Which files a run cannot do without, read off its acts. */
import { verbOf, type Action, type Vocabulary } from './action'
import type { Verb } from './verb'

/** A file that a run cannot do without. */
export interface WantedFile extends Pick<Extract<Verb['value'], { kind: 'file' }>, 'suffix' | 'bytesMax'> {
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly checksum: string
}

/** The files that these acts name, each once. */
export function filesWanted(vocabulary: Vocabulary, actions: readonly Action[]): WantedFile[] {
  const wanted = new Map<string, WantedFile>()
  for (const action of actions) {
    const rule = verbOf(vocabulary, action).value
    if (rule?.kind !== 'file' || action.value === undefined) continue
    const { suffix, bytesMax } = rule
    wanted.set(action.value, { checksum: action.value, suffix, bytesMax })
  }
  return [...wanted.values()]
}
