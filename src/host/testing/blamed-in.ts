/** Who a simulation blames in a short piece of a run: the same question for each. */
import { parseAction } from '~/kernel/action'
import { createEngine } from '~/kernel/engine'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import { Frames } from '~/projections/frames'
import { nodeHost } from '../node'
import { shortRun } from './short-run'

/** The boxes blamed in the second before each of some moments of the steady run with these actions, the most blamed first. */
export async function blamedIn(
  simulation: AnySimulation,
  actions: readonly string[],
  momentsMs: readonly number[],
): Promise<string[][]> {
  const vocabulary = vocabularyOf(simulation)
  const run = { ...shortRun(simulation, 'steady'), actions: actions.map((text) => parseAction(text, vocabulary)) }
  const engine = await createEngine(simulation, { ...run, durationMs: momentsMs.at(-1)!, settleMs: 1000 }, nodeHost)
  const frames = new Frames(engine)
  const found: string[][] = []
  for (const atMs of momentsMs) {
    await engine.advance(atMs, Infinity)
    const blamed = Object.entries(frames.take(1).boxes).filter(([, { figures }]) => figures.blameRate > 0)
    const ranking = blamed.toSorted(([, one], [, other]) => other.figures.blameRate - one.figures.blameRate)
    found.push(ranking.map(([box]) => box))
  }
  return found
}
