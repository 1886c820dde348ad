/** The beats of a scenario, which a clicker goes through: its beginning, every planned fault and its end, the end of the run. Pure. */
import type { Action, Vocabulary } from '~/kernel/action'
import { verbOf } from '~/kernel/action'
import { actWords } from '../find/act-words'

/** One beat. */
export interface Beat {
  readonly title: string
  /** When it happens, in milliseconds of the run. */
  readonly atMs: number
  /** When the run is held for it: late enough that one sees what came of it. */
  readonly holdMs: number
}

/** So long after something was done the run is held, unless the next beat comes first. */
const EFFECT_MS = 1100
/** How far a moment of the past may stand before the time that was asked for: keyframes lie so far apart. */
export const NEAR_MS = 250

/** The beats of a run: what its scenario plans and what its address brings along, in order of time. */
export function beatsOf(actions: readonly Action[], vocabulary: Vocabulary, totalMs: number): readonly Beat[] {
  const happenings = actions
    .flatMap((action) => {
      const begins = { atMs: action.atMs, title: titleOf(action, vocabulary) }
      const ends = action.untilMs === undefined ? [] : [{ atMs: action.untilMs, title: endOf(action, vocabulary) }]
      return [begins, ...ends]
    })
    .filter(({ atMs }) => atMs < totalMs)
    .toSorted((one, other) => one.atMs - other.atMs)
  if (happenings.length === 0) return []
  const together = new Map<number, string[]>()
  for (const { atMs, title } of happenings) {
    const titles = together.get(atMs) ?? []
    if (!titles.includes(title)) titles.push(title)
    together.set(atMs, titles)
  }
  const planned = [...together].map(([atMs, titles]) => ({ atMs, title: titles.slice(0, 2).join(', ') }))
  const first = planned[0]!.atMs > 0 ? [{ atMs: 0, title: 'The run begins' }] : []
  const all = [...first, ...planned, { atMs: totalMs, title: 'The run ends' }]
  return all.map(({ atMs, title }, index) => {
    const next = all[index + 1]
    if (next === undefined || index === 0) return { atMs, title, holdMs: atMs }
    return { atMs, title, holdMs: Math.min(atMs + EFFECT_MS, (atMs + next.atMs) / 2) }
  })
}

/** The place of the beat that a moment belongs to. */
export function beatAt(beats: readonly Beat[], nowMs: number): number {
  return Math.max(
    0,
    beats.findLastIndex(({ atMs }) => atMs <= nowMs),
  )
}

/** The beat that comes after a moment, where the run was not held yet. */
export function beatAfter(beats: readonly Beat[], nowMs: number): Beat | undefined {
  return beats.find(({ holdMs }) => holdMs > nowMs + NEAR_MS)
}

/** The beat to go back to. */
export function beatBefore(beats: readonly Beat[], nowMs: number): Beat | undefined {
  return beats.findLast(({ holdMs }) => holdMs < nowMs - NEAR_MS)
}

function titleOf(action: Action, vocabulary: Vocabulary): string {
  const { what, where } = actWords(action, vocabulary)
  return action.value === undefined ? `${what} ${where}` : `${where}: ${lower(what)}`
}

function endOf(action: Action, vocabulary: Vocabulary): string {
  return `${actWords(action, vocabulary).where}: ${lower(verbOf(vocabulary, action).label)} is over`
}

/** Words go on in a sentence; abbreviations stay as they are. */
function lower(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text
}
