/** What a long run takes: memory in use after each virtual minute at full load, with the garbage collected. */
import { loadSimulation } from '~/catalog'
import { nodeHost } from '~/host/node'
import { openExecution } from '~/host/execution'
import { runOf } from '~/kernel/run'

const minutes = Number(process.argv[2] ?? 60)
const id = process.argv[3] ?? 'rate-limiter'
const simulation = await loadSimulation(id)
const run = runOf(id, {
  scenario: 'steady',
  seed: 42,
  durationMs: minutes * 60_000,
})
const execution = await openExecution(simulation, run, nodeHost)
const bytes: number[] = []
for (let minute = 1; minute <= minutes; minute++) {
  for (let nowMs = (minute - 1) * 60_000; nowMs < minute * 60_000;) {
    const { frame } = await execution.advance({
      untilMs: minute * 60_000,
      eventsMax: 1_000_000,
      wallMs: 1000,
      speed: 1,
      stop: { at: [], after: 0 },
    })
    nowMs = frame.nowMs
  }
  globalThis.gc?.()
  // What is outside of the heap has all array buffers in it.
  const { heapUsed, external } = process.memoryUsage()
  bytes.push(heapUsed + external)
  process.stderr.write(`${minute} min: ${Math.round(bytes.at(-1)! / 1e6)} MB\n`)
}
const quarter = (index: number) => {
  const part = bytes.slice((minutes * index) / 4, (minutes * (index + 1)) / 4)
  return part.reduce((sum, each) => sum + each, 0) / part.length
}
process.stdout.write(
  JSON.stringify({
    what: `${id}: memory in use over ${minutes} virtual minutes at full load, after collection, each minute`,
    megabytes: bytes.map((each) => Math.round(each / 1e6)),
    lastQuarterToSecond: Math.round((quarter(3) / quarter(1)) * 100) / 100,
  }),
)
