/** `npm run claims`: every claim both ways. With its safeguard all invariants hold; without, the claim's own is violated. */
import { isMainThread } from 'node:worker_threads'
import { runToEnd } from '~/host/node'
import type { AnySimulation } from '~/kernel/simulation'
import { CLAIMS_USAGE, parseClaimsArguments } from './arguments'
import { liveIds, makeRun, runCommand, simulationNamed } from './command'
import { answerJobs, spread } from './spread'

/** Seeds per claim and side where none are given. */
const SEEDS = 20
/** A run without its safeguard goes on so much longer after the first violation, to tell how bad it gets. */
const TELLING_MS = 1_000

interface Job {
  readonly simulation: string
  readonly scenario: string
  readonly claim: string
  readonly seed: number
  readonly isOn: boolean
  readonly settings: Readonly<Record<string, string>>
}

interface Outcome {
  readonly isAsClaimed: boolean
  /** Invariants that were violated. */
  readonly violated: readonly string[]
  readonly evidence: string | null
  readonly traceHash: string
}

/** What leaving the safeguard out has shown under one setting of the parameters. */
interface WithoutRow {
  readonly settings: Readonly<Record<string, string>>
  /** In how many runs the invariant was violated, as claimed. */
  readonly violated: number
  readonly evidence: string | null
}

interface Row {
  readonly simulation: string
  readonly claim: string
  readonly scenario: string
  readonly invariant: string
  readonly seeds: number
  /** In how many runs with the safeguard every invariant held. */
  readonly held: number
  readonly without: readonly WithoutRow[]
  readonly unexpected: readonly string[]
}

answerJobs(prove)
if (isMainThread) await runCommand(main)

/** One run of a claim's scenario, with its safeguard or without. */
async function prove({ simulation: id, scenario, claim, seed, isOn, settings }: Job): Promise<Outcome> {
  const simulation = await simulationNamed(id)
  const proof = simulation.claims[claim as keyof typeof simulation.claims]!
  const run = makeRun(simulation, {
    scenario,
    seed,
    without: isOn ? [] : [claim],
    actions: [],
    settings,
  })
  const report = await runToEnd(simulation, run, isOn ? {} : { until: proof.invariant, untilMoreMs: TELLING_MS })
  const violated = report.invariants.filter(({ held }) => !held).map((verdict) => verdict.id)
  const verdict = report.invariants.find((each) => each.id === proof.invariant)!
  // Who puts a claim to the test is shown the guilty request.
  const isShown = !verdict.held && verdict.first!.evidence.request > 0
  return {
    isAsClaimed: isOn ? violated.length === 0 : isShown,
    violated,
    evidence: isShown || verdict.held ? (verdict.worst?.summary ?? null) : 'a violation that names no request',
    traceHash: report.traceHash,
  }
}

async function main(): Promise<number> {
  const given = parseClaimsArguments(process.argv.slice(2))
  if (given.command === 'help') {
    process.stdout.write(CLAIMS_USAGE)
    return 0
  }
  const ids = given.id === undefined ? liveIds() : [given.id]
  const seeds = given.seeds ?? SEEDS
  const simulations = await Promise.all(ids.map(simulationNamed))
  const proofs = simulations.flatMap((simulation) =>
    Object.keys(simulation.claims).map((claim) => planProof(simulation, claim, seeds)),
  )
  const rows = await proveAll(proofs)
  const isProved = rows.every(isRowProved)
  process.stdout.write(given.isJson ? `${JSON.stringify({ seeds, isProved, claims: rows })}\n` : table(rows))
  return isProved ? 0 : 1
}

/** The runs that prove one claim. */
interface Proof {
  readonly simulation: AnySimulation
  readonly claim: string
  readonly seeds: number
  /** Settings under which it is shown without its safeguard. */
  readonly variants: readonly Readonly<Record<string, string>>[]
  /** First those with the safeguard, then those of each variant. */
  readonly jobs: readonly Job[]
}

function planProof(simulation: AnySimulation, claim: string, seeds: number): Proof {
  const { id } = simulation.diagram
  const { scenario, withoutVariants } = simulation.claims[claim as keyof typeof simulation.claims]!
  const variants = withoutVariants ?? [{}]
  const sides = [{ isOn: true, settings: {} }, ...variants.map((settings) => ({ isOn: false, settings }))]
  const jobs: Job[] = sides.flatMap((side) =>
    Array.from({ length: seeds }, (_, index) => ({ simulation: id, scenario, claim, seed: index + 1, ...side })),
  )
  return { simulation, claim, seeds, variants, jobs }
}

/**
 * All runs of all claims go over the same threads, which so boot and warm up once, and none is idle before the end. Claims that are
 * shown in one scenario share the runs in which every safeguard is on.
 */
async function proveAll(proofs: readonly Proof[]): Promise<Row[]> {
  const runs = new Map<string, Job>()
  for (const job of proofs.flatMap((proof) => proof.jobs)) if (!runs.has(runOf(job))) runs.set(runOf(job), job)
  const names = [...runs.keys()]
  const outcomes = new Map<string, Outcome>()
  const told = new Set<Proof>()
  await spread<Job, Outcome>(import.meta.url, [...runs.values()], (outcome, index) => {
    outcomes.set(names[index]!, outcome)
    progress('.')
    for (const proof of proofs) {
      if (told.has(proof) || !proof.jobs.every((job) => outcomes.has(runOf(job)))) continue
      told.add(proof)
      progress(` ${proof.claim}\n`)
    }
  })
  return proofs.map((proof) =>
    rowOf(
      proof,
      proof.jobs.map((job) => outcomes.get(runOf(job))!),
    ),
  )
}

/** What makes a run of a claim the same as another's. */
function runOf({ simulation, scenario, claim, seed, isOn, settings }: Job): string {
  return JSON.stringify([simulation, scenario, isOn ? null : claim, seed, settings])
}

function rowOf({ simulation, claim, seeds, variants }: Proof, outcomes: readonly Outcome[]): Row {
  const { scenario, invariant } = simulation.claims[claim as keyof typeof simulation.claims]!
  const withIt = outcomes.slice(0, seeds)
  const without = variants.map((settings, index) => {
    const withoutIt = outcomes.slice((index + 1) * seeds, (index + 2) * seeds)
    return { settings, violated: countAsClaimed(withoutIt), evidence: withoutIt[0]?.evidence ?? null }
  })
  const unexpected = withIt.flatMap(({ violated }, index) => violated.map((each) => `seed ${index + 1}: ${each}`))
  const held = countAsClaimed(withIt)
  return { simulation: simulation.diagram.id, claim, scenario, invariant, seeds, held, without, unexpected }
}

function countAsClaimed(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ isAsClaimed }) => isAsClaimed).length
}

function isRowProved({ seeds, held, without }: Row): boolean {
  return held === seeds && without.every(({ violated }) => violated === seeds)
}

/** Signs of life go to stderr: stdout is the result. */
function progress(text: string): void {
  process.stderr.write(text)
}

function table(rows: readonly Row[]): string {
  const blocks = rows.map((row) => {
    const { simulation, claim, scenario, invariant, seeds, held, without, unexpected } = row
    return [
      `${isRowProved(row) ? '✓' : '✗'} ${simulation} · ${claim}: ${scenario} → ${invariant}`,
      `    with the safeguard     all invariants held in ${held} of ${seeds} runs`,
      ...unexpected.map((each) => `      UNEXPECTED ${each}`),
      ...without.flatMap(({ settings, violated, evidence }) => [
        `    without it${settingsText(settings)}  violated in ${violated} of ${seeds} runs`,
        `      ${evidence ?? 'no evidence'}`,
      ]),
      '',
    ].join('\n')
  })
  return `${blocks.join('\n')}\n`
}

function settingsText(settings: Readonly<Record<string, string>>): string {
  const text = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  return text.length === 0 ? '' : `, ${text.join(', ')}`
}
