/** `npm run sim`: one run, headless, by the engine that the page uses. */
import { formatAction } from '~/kernel/action'
import type { Run } from '~/kernel/run'
import { nodeFiles, runToEnd, serveThread, type RunReport } from '~/host/node'
import { parseSimArguments, SIM_USAGE } from './arguments'
import { bringFiles, withChecksums } from './bring-files'
import { liveIds, makeRun, runCommand, simulationNamed } from './command'
import { otlpTo, traceToFile } from './trace-outputs'

serveThread()
await runCommand(main)

async function main(): Promise<number> {
  const given = parseSimArguments(process.argv.slice(2))
  if (given.command === 'help') {
    process.stdout.write(SIM_USAGE)
    return 0
  }
  if (given.command === 'list') return list(given.isJson)
  const simulation = await simulationNamed(given.id)
  const named = await bringFiles(given.files, nodeFiles)
  const run = makeRun(simulation, { ...given, actions: given.actions.map((text) => withChecksums(text, named)) })
  const outputs = [
    ...(given.traceFile === undefined ? [] : [await traceToFile(given.traceFile, simulation, run)]),
    ...(given.otlp === undefined ? [] : [await otlpTo(given.otlp, simulation, run)]),
  ]
  const started = performance.now()
  const report = await runToEnd(simulation, run, {
    observers: outputs.map(({ observer }) => observer),
    pace: async () => {
      for (const { keepUp } of outputs) await keepUp()
    },
    program: new URL(import.meta.url),
  })
  const wallMs = Math.round(performance.now() - started)
  for (const { close } of outputs) await close(report.virtualMs)
  const settleMs = run.settleMs ?? simulation.scenarios.find(({ id }) => id === run.scenario)!.settleMs
  process.stdout.write(
    given.isJson ? `${JSON.stringify(plainReport(report, wallMs))}\n` : summary(report, wallMs, settleMs),
  )
  return report.invariants.every(({ held }) => held) ? 0 : 1
}

async function list(isJson: boolean): Promise<number> {
  const entries = await Promise.all(liveIds().map(simulationNamed))
  const names = entries.map((simulation) => ({
    id: simulation.diagram.id,
    title: simulation.diagram.title,
    scenarios: simulation.scenarios.map(({ id }) => id),
    claims: Object.entries(simulation.claims).map(([id, { scenario, invariant }]) => ({ id, scenario, invariant })),
    safeguards: Object.keys(simulation.claims),
    mutants: Object.entries(simulation.mutants).map(([id, { breaks, scenario }]) => ({ id, breaks, scenario })),
    parameters: Object.keys(simulation.parameters),
    unhealed: Object.keys(simulation.unhealed ?? {}),
  }))
  if (isJson) {
    process.stdout.write(`${JSON.stringify(names)}\n`)
    return 0
  }
  for (const { id, title, scenarios, claims, mutants, parameters, unhealed } of names) {
    process.stdout.write(
      [
        `${id} — ${title}`,
        `  scenarios   ${scenarios.join(', ')}`,
        `  claims      ${claims.map((claim) => `${claim.id} (${claim.scenario} → ${claim.invariant})`).join(', ')}`,
        `  safeguards  ${claims.map((claim) => claim.id).join(', ')}`,
        `  mutants     ${mutants.map((mutant) => `${mutant.id} (→ ${mutant.breaks})`).join(', ')}`,
        `  parameters  ${parameters.join(', ')}`,
        `  parts       ${unhealed.join(', ')} (each can stay broken)`,
        '',
      ].join('\n'),
    )
  }
  return 0
}

function plainRun({ actions, ...run }: Run) {
  return { ...run, actions: actions.map(formatAction) }
}

function plainReport(report: RunReport, wallMs: number) {
  const { run, traceHash, events, virtualMs, metrics, invariants } = report
  return { run: plainRun(run), traceHash, events, virtualMs, wallMs, metrics, invariants }
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

function summary(report: RunReport, wallMs: number, settleMs: number): string {
  const { run, invariants, events, virtualMs, traceHash } = report
  const lines = [
    `${run.simulation} · ${run.scenario} · seed ${run.seed}${run.without.map((id) => ` · without ${id}`).join('')}${run.unhealed === undefined ? '' : ` · ${run.unhealed} for good`}`,
    `${events} events, ${inSeconds(virtualMs)} of virtual time (the last ${inSeconds(settleMs)} calm) in ${inSeconds(wallMs)}, trace ${traceHash}`,
    `requests: ${JSON.stringify(report.metrics['requests'])}`,
    '',
    ...invariants.map(({ id, held, violations, first, worst, figures }) =>
      held
        ? `  holds     ${id}  ${JSON.stringify(figures)}`
        : `  VIOLATED  ${id}  ${violations}×, first at ${first!.atMs} ms: ${first!.evidence.summary}; worst: ${worst!.summary}`,
    ),
    '',
  ]
  return lines.join('\n')
}
