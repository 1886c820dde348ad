/** `npm run fuzz`: random runs with all safeguards on, or of a diagram as it stands; the first that breaks an invariant is shrunk and told as a link. */
import { isMainThread } from 'node:worker_threads'
import type { Fixed } from '~/host/fuzz/draw-run'
import { searchSeed } from '~/host/fuzz/search'
import { nodeHost } from '~/host/node'
import { formatAction, type Action } from '~/kernel/action'
import type { Run } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import { runCommand, makeRun, simulationNamed } from './command'
import { FUZZ_USAGE, parseFuzzArguments, type FuzzArguments } from './fuzz-arguments'
import { answerJobs, spread } from './spread'

/** Seeds where none are given. */
const SEEDS = 200
/** A search says how far it is every so many seeds. */
const SIGN_EVERY = 100

interface Job {
  readonly simulation: string
  readonly seed: number
  readonly fixed: Fixed | undefined
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

async function tryOne({ simulation: id, seed, fixed }: Job): Promise<Outcome> {
  const simulation = await simulationNamed(id)
  let virtualMs = 0
  let verbs: readonly string[] = []
  const find = await searchSeed(simulation, seed, fixed, nodeHost, {
    hear: (event) => {
      if (event.kind === 'trying') verbs = event.run.actions.map(({ verb }) => verb)
      else if (event.kind === 'tried') virtualMs = event.virtualMs
    },
    isWanted: () => true,
  })
  return {
    seed,
    virtualMs,
    verbs,
    failure:
      find === null
        ? null
        : {
            invariant: find.violation.invariant,
            evidence: find.violation.evidence.summary,
            link: `/d/${id}/?${formatRunQuery(find.run)}`,
            command: commandOf(find.run),
          },
  }
}

/** What the arguments say of how the diagram stands; undefined if nothing. */
async function fixedBy(given: FuzzArguments & { readonly command: 'run' }): Promise<Fixed | undefined> {
  const { scenario, without, settings } = given
  const simulation = await simulationNamed(given.id)
  if (scenario === undefined && without.length === 0 && Object.keys(settings).length === 0) return undefined
  const run = makeRun(simulation, {
    ...(scenario === undefined ? {} : { scenario }),
    without,
    settings,
    actions: [],
  })
  return { scenario: run.scenario, without: run.without, settings: run.settings }
}

/** The run at the command line. */
function commandOf({ simulation, scenario, seed, durationMs, settings, without, unhealed, actions }: Run): string {
  const parts = [
    `npm run sim -- ${simulation} --scenario ${scenario} --seed ${seed}`,
    ...(durationMs === undefined ? [] : [`--duration ${durationMs}ms`]),
    ...(unhealed === undefined ? [] : [`--unhealed ${unhealed}`]),
    ...without.map((id) => `--without ${id}`),
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
  const fixed = await fixedBy(given)
  const from = given.from ?? 1
  const jobs = Array.from({ length: given.seeds ?? SEEDS }, (_, index) => ({
    simulation: given.id,
    seed: from + index,
    fixed,
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
