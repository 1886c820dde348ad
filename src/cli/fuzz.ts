/** `npm run fuzz`: random runs with all safeguards on; the first that breaks an invariant is shrunk and told as a link. */
import { isMainThread } from 'node:worker_threads'
import { runToEnd } from '~/host/node'
import { formatAction, type Action } from '~/kernel/action'
import type { Run } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import type { AnySimulation } from '~/kernel/simulation'
import { FUZZ_USAGE, parseFuzzArguments } from './arguments'
import { runCommand, simulationNamed } from './command'
import { drawRun } from './fuzz-run'
import { shrink } from './shrink'
import { answerJobs, spread } from './spread'

/** Seeds where none are given. */
const SEEDS = 200
/** A search says how far it is every so many seeds. */
const SIGN_EVERY = 100

/** What is told in the place of an invariant when a run cannot be ended. */
const ENDS = 'ends'

interface Job {
  readonly simulation: string
  readonly seed: number
}

interface Outcome {
  readonly seed: number
  readonly virtualMs: number
  readonly verbs: readonly string[]
  readonly failure: Failure | null
}

interface Failure {
  readonly invariant: string
  readonly evidence: string
  readonly link: string
  readonly command: string
}

answerJobs(tryOne)
if (isMainThread) await runCommand(main)

async function tryOne({ simulation: id, seed }: Job): Promise<Outcome> {
  const simulation = await simulationNamed(id)
  const run = drawRun(simulation, seed)
  const { virtualMs, broken } = await resultOf(simulation, run)
  return {
    seed,
    virtualMs,
    verbs: run.actions.map(({ verb }) => verb),
    failure: broken === undefined ? null : await tell(simulation, run, broken.invariant, broken.evidence),
  }
}

/** The first invariant that is broken, or {@link ENDS} if the run itself fails: what no component expected is a find, too. */
async function resultOf(simulation: AnySimulation, run: Run) {
  try {
    const { virtualMs, invariants } = await runToEnd(simulation, run)
    const broken = invariants.find(({ held }) => !held)
    return {
      virtualMs,
      broken: broken === undefined ? undefined : { invariant: broken.id, evidence: broken.first!.evidence.summary },
    }
  } catch (error) {
    return { virtualMs: 0, broken: { invariant: ENDS, evidence: String(error) } }
  }
}

/** Makes the run as small as it goes while the same invariant breaks, and tells what is left. */
async function tell(simulation: AnySimulation, run: Run, invariant: string, evidence: string): Promise<Failure> {
  const shrunk = await shrink(simulation, run, evidence, (smaller) => evidenceOf(simulation, smaller, invariant))
  return {
    invariant,
    evidence: shrunk.finding,
    link: `/d/${run.simulation}/?${formatRunQuery(shrunk.run)}`,
    command: commandOf(shrunk.run),
  }
}

async function evidenceOf(simulation: AnySimulation, run: Run, invariant: string): Promise<string | null> {
  if (invariant === ENDS) {
    const { broken } = await resultOf(simulation, run)
    return broken?.invariant === ENDS ? broken.evidence : null
  }
  const report = await runToEnd(simulation, run, { until: invariant })
  return report.invariants.find(({ id }) => id === invariant)!.first?.evidence.summary ?? null
}

/** The run at the command line. */
function commandOf({ simulation, scenario, seed, durationMs, settings, unhealed, actions }: Run): string {
  const parts = [
    `npm run sim -- ${simulation} --scenario ${scenario} --seed ${seed}`,
    ...(durationMs === undefined ? [] : [`--duration ${durationMs}ms`]),
    ...(unhealed === undefined ? [] : [`--unhealed ${unhealed}`]),
    ...Object.entries(settings).map(([name, value]) => `--set '${name}=${value}'`),
    ...actions.map((action: Action) => `--do '${formatAction(action)}'`),
  ]
  return parts.join(' ')
}

async function main(): Promise<number> {
  const given = parseFuzzArguments(process.argv.slice(2))
  if (given.command === 'help') {
    process.stdout.write(FUZZ_USAGE)
    return 0
  }
  await simulationNamed(given.id)
  const from = given.from ?? 1
  const jobs = Array.from({ length: given.seeds ?? SEEDS }, (_, index) => ({
    simulation: given.id,
    seed: from + index,
  }))
  let tried = 0
  const outcomes = await spread<Job, Outcome>(import.meta.url, jobs, ({ seed, failure }) => {
    // Signs of life go to stderr: a long search need not end before its first find is looked at.
    if (++tried % SIGN_EVERY === 0) process.stderr.write(`${tried} of ${jobs.length} seeds\n`)
    if (failure !== null)
      process.stderr.write(`${seed} ${failure.invariant}: ${failure.evidence}\n  ${failure.command}\n`)
  })
  const failures = outcomes.filter(({ failure }) => failure !== null)
  const faults: Record<string, number> = {}
  for (const verb of outcomes.flatMap(({ verbs }) => verbs)) faults[verb] = (faults[verb] ?? 0) + 1
  const virtualSeconds = Math.round(outcomes.reduce((sum, { virtualMs }) => sum + virtualMs, 0) / 1000)
  const summary = { simulation: given.id, seeds: jobs.length, virtualSeconds, faults, failures }
  process.stdout.write(given.isJson ? `${JSON.stringify(summary)}\n` : summaryText(summary))
  return failures.length === 0 ? 0 : 1
}

interface Summary {
  readonly simulation: string
  readonly seeds: number
  readonly virtualSeconds: number
  readonly faults: Readonly<Record<string, number>>
  readonly failures: readonly Outcome[]
}

function summaryText({ simulation, seeds, virtualSeconds, faults, failures }: Summary): string {
  const counts = Object.entries(faults)
    .sort(([, a], [, b]) => b - a)
    .map(([verb, count]) => `${verb} ${count}`)
  const lines = [`${simulation}: ${seeds} seeds, ${virtualSeconds} s of virtual time; ${counts.join(', ')}`]
  const [first] = failures
  if (first?.failure == null) return `${lines[0]}\nno invariant was violated\n`
  const { invariant, evidence, link, command } = first.failure
  lines.push(
    `${failures.length} of ${seeds} seeds violated an invariant (${failures.map(({ seed, failure }) => `${seed}: ${failure!.invariant}`).join(', ')})`,
    `the first, seed ${first.seed}, made as small as it goes: ${invariant}: ${evidence}`,
    `  ${link}`,
    `  ${command}`,
  )
  return `${lines.join('\n')}\n`
}
