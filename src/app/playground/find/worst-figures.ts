/** How close a search has come: the worst figure of each kind, and the seed that showed it. */
import type { Worst } from '~/host/fuzz/try-run'

/** One figure. */
export interface WorstFigure {
  readonly invariant: string
  readonly name: string
  readonly value: number
  readonly seed: number
}

/** Takes in the figures of one more run; those that got worse come first. */
export function addWorst(known: readonly WorstFigure[], worst: Worst, seed: number): readonly WorstFigure[] {
  const worse = Object.entries(worst).flatMap(([invariant, figures]) =>
    Object.entries(figures).flatMap(([name, value]) => {
      const before = known.find((each) => each.invariant === invariant && each.name === name)
      return value > (before?.value ?? 0) ? [{ invariant, name, value, seed }] : []
    }),
  )
  if (worse.length === 0) return known
  const isWorse = ({ invariant, name }: WorstFigure) =>
    worse.some((each) => each.invariant === invariant && each.name === name)
  return [...worse, ...known.filter((each) => !isWorse(each))]
}

/** A figure in words: `slowestMs` and 812 are "slowest 812 ms". */
export function wordsOf({ name, value }: WorstFigure): string {
  const isTime = name.endsWith('Ms')
  const words = (isTime ? name.slice(0, -2) : name).replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return `${words} ${value.toLocaleString('en')}${isTime ? ' ms' : ''}`
}
