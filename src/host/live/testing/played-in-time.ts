/** Real-time runs in tests: a machine that is busy may make them late, and then they say nothing about the diagram. */
import { expect, type TestContext } from 'vitest'
import type { AnySimulation } from '~/kernel/simulation'
import { nodeHost, runToEnd } from '../../node'
import type { LiveRecording } from '../../recording/live-recording'
import { recordedHost } from '../../recording/recorded-host'
import { readRecording, writeRecording } from '../../recording/recording-file'
import type { LiveReport } from '../run-live'

/** A run that is further behind catches up faster than its clients' patience allows a server to answer, in milliseconds. */
const BEHIND_MS_MAX = 1_000
const ATTEMPTS_MAX = 3

/**
 * Plays a run until the machine had time for it, at most three times; then the test is skipped, and says by how much the machine was
 * late. The recording of every attempt is executed anew from its file, which must give the same trace.
 */
export async function playedInTime(
  context: Pick<TestContext, 'skip'>,
  simulation: AnySimulation,
  play: () => Promise<LiveReport>,
): Promise<LiveReport> {
  let behindMs = 0
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const report = await play()
    expect(await again(simulation, report.recording)).toBe(report.traceHash)
    behindMs = report.recording.lag.maxMs
    if (behindMs <= BEHIND_MS_MAX) return report
  }
  return context.skip(
    `not judged: the machine was ${Math.round(behindMs)} ms late, at most ${BEHIND_MS_MAX} says something`,
  )
}

/** Executes a recording anew, from its file; gives the trace hash. */
export async function again(simulation: AnySimulation, recording: LiveRecording): Promise<string> {
  const read = readRecording(writeRecording(recording), simulation)
  return (await runToEnd(simulation, read.run, { host: await recordedHost(read, nodeHost) })).traceHash
}

/** What was violated, in words. */
export function failedOf({ invariants }: Pick<LiveReport, 'invariants'>): string[] {
  return invariants
    .filter(({ violations }) => violations > 0)
    .map((each) => `${each.id}: ${each.first?.evidence.summary}`)
}
