/** `npm run live -- --compare`: a scenario in the engine and on live stores, verdict by verdict; or every claim, both ways. */
import { compareWorlds, type Comparison } from '~/live/compare'
import { compareFairly, type Judged } from '~/live/fair'
import type { LiveStack } from '~/live/live-stack'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import { UsageError } from './argument-reading'
import { liveIds, makeRun, simulationNamed } from './command'
import type { LiveArguments } from './live-arguments'

type Compare = Extract<LiveArguments, { command: 'compare' }>

/** A live run that is so late, in milliseconds, comes to nothing. */
const GIVE_UP_MS = 1_000

/** Stands for every diagram that has a store which is live. */
export const ALL = 'all'

interface Job {
  readonly simulation: AnySimulation
  readonly run: Run
  /** The invariant that a run without its safeguard comes to. */
  readonly until?: string
}

/** Checks what is asked, before anything is started. @throws {UsageError} */
export async function readJobs(given: Compare): Promise<readonly Job[]> {
  const { id, scenario, seed, without, durationMs } = given
  const length = durationMs === undefined ? {} : { durationMs }
  const common = { actions: [], settings: {}, ...(seed === undefined ? {} : { seed }), ...length }
  if (id !== ALL) {
    const simulation = await simulationNamed(id)
    return [
      { simulation, run: makeRun(simulation, { ...common, without, ...(scenario === undefined ? {} : { scenario }) }) },
    ]
  }
  if (scenario !== undefined || without.length > 0) {
    throw new UsageError('--compare all compares every claim in its own scenario: leave --scenario and --without out.')
  }
  const simulations = await Promise.all(liveIds().map(simulationNamed))
  return simulations.flatMap((simulation) => {
    const claims = Object.entries(simulation.claims)
    const scenarios = [...new Set(claims.map(([, proof]) => proof.scenario))]
    return [
      ...scenarios.map((each) => ({
        simulation,
        run: makeRun(simulation, { ...common, scenario: each, without: [] }),
      })),
      ...claims.map(([claim, { scenario: each, invariant }]) => ({
        simulation,
        run: makeRun(simulation, { ...common, scenario: each, without: [claim] }),
        until: invariant,
      })),
    ]
  })
}

/** The kinds of stores that a diagram stands on. */
export function storesOf({ stores = {} }: AnySimulation): readonly string[] {
  return Object.values(stores as Readonly<Record<string, { readonly name: string }>>).map(({ name }) => name)
}

/** Compares, one run after the other: they share this machine. Exit code 0 if all verdicts agree. @throws {UsageError} if nothing is live */
export async function compare(
  given: Compare,
  jobs: readonly Job[],
  stack: LiveStack,
  tell: (line: string) => void,
): Promise<number> {
  const possible = jobs.filter(({ simulation }) => stack.has(simulation))
  if (possible.length === 0) throw new UsageError('None of its stores is live: name one, or add --local; see --help.')
  const compared: Row[] = []
  for (const { simulation, run, until } of possible) {
    tell(`${headOf(run)} …`)
    const how = { lateMsMax: GIVE_UP_MS, ...(until === undefined ? {} : { until }) }
    const compareOnce = async (each: Run) => (await compareWorlds(simulation, each, stack, how)).comparison
    compared.push({ run, judged: await compareFairly(simulation, run, compareOnce, tell) })
  }
  const agrees = compared.every(isAgreed)
  if (given.isJson) {
    const plain = compared.map(({ run: { simulation, scenario, without }, judged }) => ({
      simulation,
      scenario,
      without,
      ...judged,
    }))
    process.stdout.write(
      `${JSON.stringify(given.id === ALL ? { agrees, compared: plain } : { agrees, ...plain[0] })}\n`,
    )
  } else {
    process.stdout.write(given.id === ALL ? tableOf(compared) : textOf(compared[0]!))
  }
  return agrees ? 0 : 1
}

/** A run in both worlds, and what it is worth. */
interface Row {
  readonly run: Run
  readonly judged: Judged
}

function isAgreed({ judged }: Row): boolean {
  return judged.isJudged && judged.comparison.agrees
}

function headOf({ simulation, scenario, without }: Pick<Comparison, 'simulation' | 'scenario' | 'without'>): string {
  return `${simulation} · ${scenario}${without.map((id) => ` · without ${id}`).join('')}`
}

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const { run, judged } = row
    const head = headOf(run).padEnd(64)
    if (!judged.isJudged) return `? ${head} not judged: the machine was late by ${Math.round(judged.lateMs)} ms`
    const { verdicts, lag } = judged.comparison
    const broken = (world: 'engine' | 'live') =>
      verdicts.flatMap(({ id, held }) => (held[world] ? [] : [id])).join(', ') || 'all hold'
    const [engine, live] = [broken('engine'), broken('live')]
    const told = engine === live ? live : `engine: ${engine}; live: ${live}`
    return `${isAgreed(row) ? '✓' : '✗'} ${head} ${told}  (${judged.load * 100} % of the load, late by ${Math.round(lag.maxMs)} ms)`
  })
  return `${lines.join('\n')}\n\n${rows.filter(isAgreed).length} of ${rows.length} agree with the engine.\n`
}

function textOf({ judged }: Row): string {
  const { comparison: compared, load } = judged
  const verdict = judged.isJudged
    ? `The verdicts ${judged.comparison.agrees ? 'agree' : 'do not agree'}.`
    : `Not judged: the machine was late by ${Math.round(judged.lateMs)} ms.`
  if (compared === null) return `${verdict}\n`
  const { verdicts, outcomes, arrows, differences, lag, stores } = compared
  const ms = (value: number) => value.toFixed(2).padStart(9)
  const lines = [
    `${headOf(compared)}, seed ${compared.seed}, ${compared.durationMs} ms: the engine beside ${Object.values(stores).join(', ')}`,
    `${load * 100} % of the load. The live run was late by ${lag.maxMs.toFixed(1)} ms at most, ${lag.meanMs.toFixed(1)} ms on average.`,
    '',
    ...verdicts.map(
      ({ id, held, agrees }) =>
        `  ${agrees ? '✓' : '✗'} ${id.padEnd(28)} engine: ${held.engine ? 'holds' : 'VIOLATED'}   live: ${held.live ? 'holds' : 'VIOLATED'}`,
    ),
    '',
    '  requests                        engine      live',
    ...Object.entries(outcomes).map(
      ([tone, { engine, live }]) => `    ${tone.padEnd(26)}${String(engine).padStart(8)}  ${String(live).padStart(8)}`,
    ),
    '',
    '  latency in ms       engine: median       p95      live: median       p95',
    ...Object.entries(arrows).map(
      ([name, { engine, live, kind }]) =>
        `    ${name.padEnd(24)}${ms(engine.p50Ms)} ${ms(engine.p95Ms)}         ${ms(live.p50Ms)} ${ms(live.p95Ms)}${kind === null ? '' : '  real'}`,
    ),
    '',
    ...differences.flatMap(({ what, why }) => [`  ${what}`, `    ${why ?? 'Why is not known.'}`]),
    ...(differences.length === 0 ? [] : ['']),
    verdict,
  ]
  return `${lines.join('\n')}\n`
}
