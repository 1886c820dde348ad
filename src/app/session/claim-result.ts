/** What a finished run says about a claim: each is shown both ways, with its safeguard and without. */
import type { Verdict } from '~/kernel/engine'
import type { Json } from '~/kernel/json'
import { runOf, type Run } from '~/kernel/run'
import type { ClaimProof } from '~/kernel/simulation'

/** On which side of a claim a run stands. */
export type Side = 'with' | 'without'

/** How one side came out. */
export interface SideResult {
  readonly held: boolean
  /** One sentence in figures. */
  readonly evidence: string
}

/** Both sides, as far as they were run. */
export type ClaimResult = Readonly<Partial<Record<Side, SideResult>>>

/** The run that shows one side of a claim: its scenario, with nothing else touched. */
export function claimRun(run: Run, claim: string, proof: ClaimProof, side: Side): Run {
  const { simulation, seed, engines } = run
  return runOf(simulation, {
    scenario: proof.scenario,
    seed,
    without: side === 'with' ? [] : [claim],
    ...(engines === undefined ? {} : { engines }),
  })
}

/** Which side of a claim a run shows; null if something else was touched, so that it proves nothing. */
export function sideOf(run: Run, claim: string, proof: ClaimProof): Side | null {
  const isTouched = run.actions.length > 0 || Object.keys(run.settings).length > 0 || run.durationMs !== undefined
  if (isTouched || run.scenario !== proof.scenario) return null
  if (run.without.length === 0) return 'with'
  return run.without.length === 1 && run.without[0] === claim ? 'without' : null
}

/** A verdict in words. */
export function resultOf(verdict: Verdict): SideResult {
  if (!verdict.held) return { held: false, evidence: (verdict.worst ?? verdict.first?.evidence)?.summary ?? '' }
  return { held: true, evidence: formatFigures(verdict.figures) }
}

/** Figures as one line: `largest window 97 · limit 100`. */
export function formatFigures(figures: { readonly [name: string]: Json }): string {
  return Object.entries(figures)
    .filter(([, value]) => typeof value !== 'object')
    .slice(0, 4)
    .map(([name, value]) => `${words(name)} ${typeof value === 'number' ? formatNumber(value) : String(value)}`)
    .join(' · ')
}

/** A name from the code as words, its unit last: `overshootMax` is “overshoot max”. */
export function words(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase()
}

/** A number for people: grouped, and with no more digits than it is worth. */
export function formatNumber(value: number): string {
  const digits = Number.isInteger(value) || Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}
