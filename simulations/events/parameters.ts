/** What can be set about the platform, with bounds. */
import type { ParameterValues } from '~/kernel/parameter'

export const parameters = {
  // Kafka's default is 5: that makes two requests out of one at this load, each copied by two followers, for 15 ms sooner.
  lingerMs: { kind: 'number', label: 'Batches linger', unit: 'ms', default: 20, min: 0, max: 1_000 },
  sessionTimeoutMs: { kind: 'number', label: 'Session timeout', unit: 'ms', default: 6_000, min: 6_000, max: 60_000 },
  heartbeatIntervalMs: { kind: 'number', label: 'Heartbeats every', unit: 'ms', default: 1_000, min: 100, max: 10_000 },
  pollIntervalMaxMs: {
    kind: 'number',
    label: 'Longest pause between polls',
    unit: 'ms',
    default: 5_000,
    min: 1_000,
    max: 300_000,
  },
  pollRecordsMax: { kind: 'number', label: 'Records a poll gives', unit: 'records', default: 500, min: 1, max: 5_000 },
  assignor: {
    kind: 'choice',
    label: 'Assignor',
    default: 'cooperative-sticky',
    options: ['cooperative-sticky', 'range'],
  },
  attemptsMax: { kind: 'number', label: 'Attempts of a handler', unit: 'attempts', default: 3, min: 1, max: 20 },
  retryBackoffMs: { kind: 'number', label: 'Pause between attempts', unit: 'ms', default: 50, min: 1, max: 10_000 },
  stopShare: { kind: 'number', label: 'Stop when failing', unit: 'of a batch', default: 0.5, min: 0.05, max: 1 },
  replayAttemptsMax: { kind: 'number', label: 'Replays before parking', unit: 'replays', default: 3, min: 1, max: 20 },
  replayRate: { kind: 'number', label: 'Replays', unit: 'records/s', default: 200, min: 1, max: 10_000 },
  replayEveryMs: {
    kind: 'number',
    label: 'Replay scheduled every',
    unit: 'ms',
    default: 3_000,
    min: 500,
    max: 600_000,
  },
} as const

/** Their values in one run. */
export type Parameters = ParameterValues<typeof parameters>
